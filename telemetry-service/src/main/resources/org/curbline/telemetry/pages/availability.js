import { cells, figures, head, known, share } from './available.js';
import { Chart } from './chart.js';
import { COMPARED } from './compared.js';
import { countedShare, countedWords, partly } from './counted.js';
import { $, draw, fillTable, make, setText } from './dom.js';
import { calendarDay, calendarMonth, count, days, percent, period, points, shortDay, useZone, weekdayName } from './format.js';
import { announce } from './freshness.js';
import { Question } from './question.js';
import { Sources, showSources } from './sources.js';
import { NAME, SERVICES } from './states.js';

const STEP = 15;
const API = '/api/v1/availability';
const PLACES = ['borough', 'district', 'kiosk'];

/* The page of availability, put together: the question in the page's address -> API -> panels. */
const question = new Question(() => ask(), { by: (of) => below(of).map((id) => ({ id, name: `by ${id}` })) });
const course = new Chart('chart', 'chart-says');
let most = STEP;
let placesAgain = () => {};
const sources = new Sources(parts, () => question.isOpen);

const by = () => (below().includes(question.get('by')) ? question.get('by') : below()[0]);
const place = () => (question.get('kiosk') ? { kiosk: question.get('kiosk') } : { borough: question.get('borough'), district: question.get('district') });
const bucket = () => (question.bucket === 'hour' ? 'day' : question.bucket);

/** Below the place that is asked for there are smaller ones; a kiosk has none. */
function below(of = question) {
  return PLACES.slice(PLACES.indexOf(of.place) + 1);
}

function ask() {
  most = STEP;
  return sources.load();
}

async function parts() {
  await question.knowCity();
  const everything = new URLSearchParams(Object.entries({ from: question.days.from, to: question.days.to, zone: question.get('zone'), compare: question.get('compare'), ...place() }).filter(([, value]) => value));
  $('places').hidden = by() === undefined;
  return [
    { panel: 'sums', address: `${API}?${everything}`, show: showSums },
    { panel: 'course', address: question.api(API, { ...place(), compare: question.get('compare'), bucket: bucket() }), show: showCourse },
    ...(by() ? [{ panel: 'places', address: question.api(API, { ...place(), compare: question.get('compare'), by: by() }), show: showPlaces }] : []),
  ];
}

function showSums(answer, address) {
  const { rows, zone, from, to, target, compared } = answer;
  useZone(zone);
  question.know(zone);
  const time = days(Date.parse(from), Date.parse(to) - 1);
  setText($('period'), `${period(answer)}; target ${percent(target)}${countedWords(answer)}`);
  const sums = SERVICES.map(({ id, name }) => {
    const row = rows.find(({ service }) => service === id);
    const small = known(row) ? `${row.targetMet ? 'target met' : 'target missed'}${countedShare([row]) < 1 ? `; ${percent(countedShare([row]))} of this time counted` : ''}; not known ${percent(row.unknownShare)}, of the rest worked ${share(row.availabilityOfKnown)}; ${count(row.outages)} outages` : (row?.why ?? 'Nothing was in service.');
    return make('div', {}, make('dt', {}, name), make('dd', { 'data-service': id }, known(row) ? percent(row.availability) : '–', make('small', {}, small), compared ? make('small', { class: 'earlier' }, before(row, compared)) : null));
  });
  $('sums-list').replaceChildren(...sums);
  document.title = `Availability, ${time} – Curbline`;
  showSources('sums-sources', address);
  announce(`${NAME[question.service]}: ${share(rows.find(({ service }) => service === question.service)?.availability)}`);
}

/** What it is compared with, and by how much it differs. */
function before(row, { with: which }) {
  const then = row?.previous;
  return known(then) ? `${known(row) ? `${points(row.availability, then.availability)} points on ` : ''}${percent(then.availability)}${partly(then)}, ${COMPARED[which]}` : `nothing is known of ${COMPARED[which]}`;
}

function showCourse({ rows, zone, target, bucket: cut, compared }, address) {
  useZone(zone);
  const at = (row) => Date.parse(row.from);
  const label = cut === 'month' ? calendarMonth : rows.length > 10 || cut === 'week' ? calendarDay : shortDay;
  const name = (time) => (cut === 'day' ? `${weekdayName(time)}, ${calendarDay(time)}` : cut === 'week' ? `From ${calendarDay(time)}` : calendarMonth(time));
  const named = (row) => name(at(row)) + (known(row) ? partly(row) : '');
  const values = rows.map((row) => row.availability ?? null);
  const earlier = compared && rows.some(({ previous }) => known(previous)) ? rows.map(({ previous }) => previous?.availability ?? null) : null;
  const worst = rows.filter(known).reduce((a, b) => (a === null || b.availability < a.availability ? b : a), null);
  setText($('course-title'), `${NAME[question.service]} over time`);
  course.show({
    labels: rows.map((row) => label(at(row))),
    names: rows.map(named),
    values,
    before: earlier,
    write: share,
    axis: (n) => `${count(100 * n)} %`,
    top: 1,
    line: target,
    says: worst === null ? (rows[0]?.why ?? 'Nothing was in service in this time.') : `The worst: ${named(worst)}, ${percent(worst.availability)}. The line across is the target${earlier ? `, the dashed one is ${COMPARED[compared.with]}` : ''}.${rows.every(known) ? '' : ' Hatched: nothing is known, or nothing was in service.'}`,
    hatched: true,
  });
  fillTable($('course-table'), ['When', ...head(compared)], rows.map((row) => cells([named(row), ...figures(row, compared)])));
  showSources('course-sources', address);
}

function showPlaces(answer, address) {
  placesAgain = () => showPlaces(answer, address);
  const key = answer.by;
  const rows = answer.rows.filter(known).sort((a, b) => a.availability - b.availability || a[key].localeCompare(b[key]));
  const name = (row) => (key === 'kiosk' ? question.link({ kiosk: row.kiosk, by: '' }, row.kiosk) : key === 'district' ? question.link({ district: row.district, by: '' }, `District ${row.district}`) : question.link({ borough: row.borough, by: '' }, row.borough));
  const named = (row) => make('span', {}, name(row), partly(row));
  const bar = (row) => draw('svg', { class: 'shares', viewBox: '0 0 100 10', preserveAspectRatio: 'none', 'aria-hidden': 'true' }, draw('rect', { x: 0, y: 0, height: 10, width: (100 * row.availability).toFixed(2) }));
  fillTable($('places-table'), [{ borough: 'Borough', district: 'District', kiosk: 'Kiosk' }[key], ...head(answer.compared), 'drawn'], rows.slice(0, most).map((row) => [...cells([named(row), ...figures(row, answer.compared)]), { content: bar(row), share: true }]));
  $('places-table').hidden = rows.length === 0;
  $('places-none').hidden = rows.length > 0;
  setText($('places-none'), answer.rows[0]?.why ?? 'Nothing was in service in this time.');
  $('places-more').hidden = rows.length <= most;
  setText($('places-more'), `Show all ${count(rows.length)}`);
  for (const input of document.querySelectorAll('[name=by]')) {
    input.parentElement.hidden = !below().includes(input.value);
    input.checked = input.value === by();
  }
  showSources('places-sources', address);
}

$('places-more').addEventListener('click', () => {
  most = Infinity;
  placesAgain();
});
for (const place of PLACES) {
  const input = make('input', { type: 'radio', name: 'by', value: place, class: 'hidden' });
  input.addEventListener('change', () => question.change({ by: place }));
  $('by-choice').append(make('label', { class: 'segment' }, input, make('span', {}, `By ${place}`)));
}
question.show();
ask();
