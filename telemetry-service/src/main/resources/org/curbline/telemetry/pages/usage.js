import { Chart } from './chart.js';
import { COMPARED, comparedWords, isKnown } from './compared.js';
import { unused } from './counted.js';
import { $, draw, fillTable, make, setText } from './dom.js';
import { bytes, calendarDay, calendarMonth, change, count, days, duration, energy, hour, moment, period, shortDay, useZone, weekdayName, TIMES } from './format.js';
import { announce } from './freshness.js';
import { Question, dayIn } from './question.js';
import { Sources, showSources } from './sources.js';
import { NAME, SERVICES } from './states.js';

const HOUR_MS = 3600 * 1000;
const DAY_MS = 24 * HOUR_MS;
const STEP = 15;
const API = '/api/v1/usage';
/** Devices are counted by the day, not by the hour or by kind, and of single kiosks told of so many days. */
const DEVICES = 'uniqueClients';
const DEVICE_DAYS = 62;
const AVERAGE = 'averageSeconds';
const WEEKDAYS = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'];
/** What can be told of each service, the first being what it is ranked by. */
const MEASURES = {
  count: { name: (service) => SERVICES.find(({ id }) => id === service).uses, write: count, axis: count },
  downBytes: { name: () => 'downloaded', write: bytes, axis: bytes },
  upBytes: { name: () => 'uploaded', write: bytes, axis: bytes },
  energyMilliwattHours: { name: () => 'energy given', write: energy, axis: energy },
  uniqueClients: { name: () => 'devices', write: count, axis: count },
  durationSeconds: { name: () => 'time in use', write: duration, axis: duration, marks: TIMES },
  averageSeconds: { name: (service) => ({ wifi: 'average session', call: 'average call', charging: 'average charge', tablet: 'average session' })[service], write: duration, axis: duration, marks: TIMES },
};
const OF = {
  wifi: ['count', 'uniqueClients', 'downBytes', 'upBytes', 'durationSeconds', 'averageSeconds'],
  call: ['count', 'durationSeconds', 'averageSeconds'],
  charging: ['count', 'energyMilliwattHours', 'durationSeconds', 'averageSeconds'],
  tablet: ['count', 'durationSeconds', 'averageSeconds'],
};

/* The page of use, put together. Figures go one way: the question in the page's address -> API -> panels. */
const question = new Question(() => ask(), { measure: (of) => measures(of).map((id) => ({ id, name: MEASURES[id].name(of.service) })) });
const course = new Chart('chart', 'chart-says');
const clock = new Chart('clock-chart', 'clock-says');
let most = STEP;
const sources = new Sources(parts, () => question.isOpen);

function ask() {
  most = STEP;
  return sources.load();
}

async function parts() {
  await question.knowCity();
  const address = (more) => question.api(API, { ...filter(), compare: question.get('compare'), ...more });
  const by = { '': 'borough', borough: 'district', district: 'kiosk' }[question.place];
  const devices = measure() === DEVICES;
  const isOneDayByHours = question.length === 1 && question.bucket === 'hour'; // over time is at what hour
  const byClock = !devices && !isOneDayByHours;
  $('kinds').hidden = devices;
  $('clock').hidden = !byClock;
  $('places').hidden = by === undefined;
  const measured = { measure: measure() };
  return [
    { panel: 'sums', address: `${address({})}${measures().map((name) => `&measure=${name}`).join('')}`, show: showSums },
    { panel: 'course', address: address({ bucket: devices && question.bucket === 'hour' ? 'day' : question.bucket, ...measured }), show: showCourse },
    ...(by ? [{ panel: 'places', address: address({ by, top: by === 'kiosk' ? '1000' : '', ...measured }), show: showPlaces }] : []),
    ...(devices ? [] : [{ panel: 'kinds', address: address({ by: 'kind', ...measured }), show: showKinds }]),
    ...(byClock ? [{ panel: 'clock', address: address({ by: question.canBeByHours ? 'hour-of-day' : 'weekday', ...measured }), show: showClock }] : []),
  ];
}

/** Where it is asked of. */
function filter() {
  const place = Object.fromEntries(['borough', 'district', 'kiosk'].map((part) => [part, question.get(part)]));
  return place.kiosk ? { kiosk: place.kiosk } : place;
}

function measures(of = question) {
  return OF[of.service].filter((name) => name !== DEVICES || of.length <= DEVICE_DAYS || !['district', 'kiosk'].includes(of.place));
}

function measure() {
  const asked = question.get('measure');
  return measures().includes(asked) ? asked : measures()[0];
}

/** What a row tells of a measure. Where nothing was used it is 0, but of nothing there is no average; how many devices there were may not be known. */
const told = (row, name) => row?.[name] ?? (name === DEVICES ? (row?.clientWeeks ?? null) : name === AVERAGE ? null : 0);

const written = (value) => (value === null ? '–' : MEASURES[measure()].write(value ?? 0));
const words = () => (measure() === 'count' ? MEASURES.count.name(question.service) : MEASURES[measure()].name(question.service));

function showSums(answer, address) {
  const { rows, zone, from, to, compared, asOf } = answer;
  useZone(zone);
  question.know(zone);
  setText($('period'), period(answer));
  const row = rows[0];
  const cells = measures().map((name) => {
    const { name: named, write } = MEASURES[name];
    const before = row?.previous?.[name];
    const much = compared && row ? change(told(row, name), before) : '';
    const small = isKnown(compared) ? make('small', {}, much ? `${much} on ${write(before)}, ${COMPARED[compared.with]}` : `none in ${COMPARED[compared.with]}`) : null;
    const said = name === DEVICES ? make('small', {}, sureness(row, answer)) : small;
    return make('div', {}, make('dt', {}, named(question.service)), make('dd', { 'data-measure': name }, told(row, name) === null ? '–' : write(told(row, name)), said));
  });
  $('sums-list').replaceChildren(...cells);
  setText($('sums-compared'), comparedWords(answer));
  setText($('sums-title'), `${NAME[question.service]} in all`);
  document.title = `${NAME[question.service]}, ${days(Date.parse(from), Date.parse(to) - 1)} – Curbline`;
  showSources('sums-sources', address);
  announce(row ? `${count(row.count)} ${MEASURES.count.name(question.service)}` : unused({ asOf, to }));
}

/** How sure the number of devices is, or why there is none. */
function sureness(row, { zone, from, to, asOf }) {
  if (told(row, DEVICES) === null) {
    const isDayOver = dayIn(zone, Date.parse(from)) < dayIn(zone, Math.min(Date.parse(to), Date.parse(asOf)));
    return isDayOver ? 'not counted: kiosks sent no counts of these days' : 'told when a day is over';
  }
  if (row.weeks > 1) {
    return `in ${count(row.weeks)} weeks, each counted once a week: ${count(row.clientWeeks / row.weeks)} a week; between ${count(row.clientWeeksLow)} and ${count(row.clientWeeksHigh)}, with 95 % certainty`;
  }
  return `between ${count(row.uniqueClientsLow)} and ${count(row.uniqueClientsHigh)}, with 95 % certainty`;
}

/** Every bucket of the time, those without use too: [{key, label, name, part}]. Rows are found by the key; a part says of how much of its time it is. */
function buckets({ from, to, zone, bucket, weekStart, asOf }) {
  const [begin, end] = [Date.parse(from), Date.parse(to)];
  if (bucket === 'hour') {
    const all = Array.from({ length: Math.round((end - begin) / HOUR_MS) }, (_, i) => begin + i * HOUR_MS);
    const isNow = (at) => at <= Date.parse(asOf) && Date.parse(asOf) < at + HOUR_MS;
    return all.map((at) => ({ key: at, label: hour(at) === hour(begin) && all.length > 24 ? calendarDay(at) : hour(at), name: moment(at), part: isNow(at) ? 'so far' : '' }));
  }
  const all = [];
  let at = new Date(`${dayIn(zone, begin)}T12:00:00Z`); // noon of UTC is the same day nearly everywhere
  if (bucket === 'week') {
    at = new Date(at.getTime() - ((at.getUTCDay() + 13 - WEEKDAYS.indexOf(weekStart)) % 7) * DAY_MS);
  } else if (bucket === 'month') {
    at.setUTCDate(1);
  }
  const [first, last, now] = [dayIn(zone, begin), dayIn(zone, end - 1), dayIn(zone, Date.parse(asOf))];
  while (at.toISOString().slice(0, 10) <= last) {
    const noon = at.getTime();
    const label = bucket === 'month' ? calendarMonth(noon) : question.length > 10 || bucket === 'week' ? calendarDay(noon) : shortDay(noon);
    const name = { day: `${weekdayName(noon)}, ${calendarDay(noon)}`, week: `Week of ${calendarDay(noon)}`, month: calendarMonth(noon) }[bucket];
    at = bucket === 'month' ? new Date(Date.UTC(at.getUTCFullYear(), at.getUTCMonth() + 1, 1, 12)) : new Date(noon + (bucket === 'week' ? 7 : 1) * DAY_MS);
    const own = Array.from({ length: (at.getTime() - noon) / DAY_MS }, (_, i) => new Date(noon + i * DAY_MS).toISOString().slice(0, 10));
    all.push({ key: own[0], label, name, part: partOf(own, own.filter((day) => first <= day && day <= last), now) });
  }
  return all;
}

/** Which part of its days a bucket tells of: those that are asked for, as far as they have come; nothing of all of them. */
function partOf(own, asked, now) {
  const isNow = asked.includes(now);
  const cut = asked.length < own.length && !(isNow && asked[0] === own[0]);
  return [cut ? `${asked.length} of ${own.length} days` : '', isNow ? 'so far' : ''].filter(Boolean).join(', ');
}

function showCourse(answer, address) {
  useZone(answer.zone);
  const keyOf = ({ start }) => (answer.bucket === 'hour' ? Date.parse(start) : start.slice(0, 10));
  const rows = new Map(answer.rows.map((row) => [keyOf(row), row]));
  const all = buckets(answer).map((bucket) => ({ ...bucket, name: bucket.part ? `${bucket.name} (${bucket.part})` : bucket.name, row: rows.get(bucket.key) }));
  showSteps(course, 'course-table', all, answer, { first: 'When', peak: (name) => `Most: ${name}` });
  showMeasures();
  showSources('course-sources', address);
}

function showClock(answer, address) {
  const byHour = answer.by === 'hour-of-day';
  setText($('clock-title'), byHour ? 'At what hour' : 'On what weekday');
  setText($('clock-lead'), byHour ? 'all days together' : 'all weeks together');
  const all = byHour
    ? Array.from({ length: 24 }, (_, i) => ({ label: String(i).padStart(2, '0'), name: `${String(i).padStart(2, '0')}:00 to ${String(i + 1).padStart(2, '0')}:00`, row: answer.rows.find((row) => row.hourOfDay === i) }))
    : WEEKDAYS.map((day, i) => {
        const name = new Intl.DateTimeFormat(navigator.languages, { weekday: 'long', timeZone: 'UTC' }).format(Date.UTC(2024, 0, 1 + i));
        return { label: name, name, row: answer.rows.find((row) => row.weekday === day) };
      });
  showSteps(clock, 'clock-table', all, answer, { first: byHour ? 'Hour' : 'Day', peak: (name) => `Most: ${name}` });
  showSources('clock-sources', address);
}

/** Steps as a chart and as its table. */
function showSteps(chart, table, all, answer, { first, peak }) {
  const name = measure();
  const values = all.map(({ row }) => told(row, name));
  const earlier = all.map(({ row }) => told(row?.previous, name));
  const before = answer.compared && earlier.some((value) => value > 0) ? earlier : null;
  const highest = values.indexOf(Math.max(...values.filter((value) => value !== null)));
  const weekly = name === DEVICES && all.some(({ row }) => row?.weeks > 1) ? ' Over several weeks each device is counted once a week.' : '';
  const says = highest < 0 && name === DEVICES ? sureness(undefined, answer) : highest < 0 ? unused(answer) : answer.rows.length ? `${peak(all[highest].name)}, ${written(values[highest])}${['count', DEVICES].includes(name) && values[highest] > 1 ? ` ${words()}` : ''}${before ? `. The dashed line is ${COMPARED[answer.compared.with]}` : ''}.${weekly}` : unused(answer);
  chart.show({ labels: all.map(({ label }) => label), names: all.map((step) => step.name), parts: all.map(({ part }) => Boolean(part)), values, before, write: MEASURES[name].axis, marks: MEASURES[name].marks, says });
  const head = [first, words(), ...(before ? [COMPARED[answer.compared.with], 'change'] : [])];
  const rows = all.map((step, i) => [step.name, written(values[i]), ...(before ? [written(before[i]), change(values[i], before[i])] : [])]);
  fillTable($(table), head, rows.map((cells) => cells.map((cell, i) => ({ content: cell, number: i > 0 }))));
}

/** Shows the places again, with more of them. */
let placesAgain = () => {};

function showPlaces(answer, address) {
  placesAgain = () => showPlaces(answer, address);
  const rows = [...answer.rows].sort((a, b) => told(b, measure()) - told(a, measure()));
  const link = ({ borough, district, kiosk }) =>
    kiosk ? question.link({ kiosk }, kiosk) : district ? question.link({ district }, `District ${district}`) : question.link({ borough }, borough);
  const by = { borough: 'Borough', district: 'District', kiosk: 'Kiosk' }[answer.by];
  setText($('places-lead'), `by ${answer.by}`);
  showBars($('places-table'), by, rows.slice(0, most), rows, link, answer);
  $('places-more').hidden = rows.length <= most;
  setText($('places-more'), `Show all ${count(rows.length)}`);
  showSources('places-sources', address);
  const all = question.api(`${API}/export`, { ...filter(), by: 'kiosk', bucket: 'day' });
  $('places-sources').append(make('span', {}, 'Each kiosk on each day: ', make('a', { href: all, download: '' }, 'CSV of all')));
}

$('places-more').addEventListener('click', () => {
  most = Infinity;
  placesAgain();
});

function showKinds(answer, address) {
  const rows = [...answer.rows].sort((a, b) => told(b, measure()) - told(a, measure()));
  showBars($('kinds-table'), { wifi: 'Network', call: 'Kind of call', charging: 'Port', tablet: 'Activity' }[question.service], rows, rows, ({ kind }) => kind.replaceAll('_', ' ') || 'not said', answer);
  showSources('kinds-sources', address);
}

function showBars(table, first, shown, all, nameOf, answer) {
  const name = measure();
  const isCompared = isKnown(answer.compared);
  const greatest = Math.max(1, ...all.map((row) => told(row, name)), ...(isCompared ? all.map((row) => told(row.previous, name)) : []));
  const bar = (row) => {
    const rect = (value, attributes) => draw('rect', { x: 0, width: ((100 * value) / greatest).toFixed(2), ...attributes });
    const bars = isCompared ? [rect(told(row, name), { y: 0, height: 6 }), rect(told(row.previous, name), { y: 7, height: 3, class: 'before' })] : [rect(told(row, name), { y: 0, height: 10 })];
    return draw('svg', { class: 'shares', viewBox: '0 0 100 10', preserveAspectRatio: 'none', 'aria-hidden': 'true' }, ...bars);
  };
  const head = [first, words(), ...(isCompared ? ['change'] : []), 'drawn'];
  const rows = shown.map((row) => [
    { content: nameOf(row) },
    { content: written(told(row, name)), number: true },
    ...(isCompared ? [{ content: change(told(row, name), told(row.previous, name)), number: true }] : []),
    { content: bar(row), share: true },
  ]);
  fillTable(table, head, rows);
  table.hidden = rows.length === 0;
  const empty = table.parentElement.querySelector('.empty') ?? table.parentElement.appendChild(make('p', { class: 'empty' }));
  setText(empty, unused(answer));
  empty.hidden = rows.length > 0;
}

function showMeasures() {
  const chosen = measure();
  const labels = measures().map((name) => {
    const input = make('input', { type: 'radio', name: 'measure', value: name, class: 'hidden' });
    input.checked = name === chosen;
    input.addEventListener('change', () => question.change({ measure: name }));
    return make('label', { class: 'segment' }, input, make('span', {}, MEASURES[name].name(question.service)));
  });
  if ([...$('measures').querySelectorAll('input')].map(({ value }) => value).join() !== measures().join()) {
    $('measures').replaceChildren($('measures').firstElementChild, ...labels);
  } else {
    $('measures').querySelector(`[value=${chosen}]`).checked = true;
  }
}

question.show();
ask();
