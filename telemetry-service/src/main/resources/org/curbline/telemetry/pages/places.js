import { ask as askApi } from './api.js';
import { COMPARED, comparedWords, isKnown } from './compared.js';
import { countedWords, unused } from './counted.js';
import { $, draw, fillTable, make, setText } from './dom.js';
import { bytes, change, count, days, duration, energy, percent, period, points, useZone } from './format.js';
import { announce } from './freshness.js';
import { arrangeNames, namesOn } from './names.js';
import { Question } from './question.js';
import { Sources, showSources } from './sources.js';
import { NAME, SERVICES } from './states.js';
import { Tiles } from './tiles.js';

const STEP = 15;
const FIRST = 10;
const WIDTH = 1000;
const FLATTEST = 0.45;
const TALLEST = 1.1;
const WORKED = 'worked';
const OF = { wifi: ['count', 'downBytes'], call: ['count', 'durationSeconds'], charging: ['count', 'energyMilliwattHours'], tablet: ['count', 'durationSeconds'] };
const MEASURES = {
  count: { name: (service) => SERVICES.find(({ id }) => id === service).uses, write: count },
  downBytes: { name: () => 'downloaded', write: bytes },
  energyMilliwattHours: { name: () => 'energy given', write: energy },
  durationSeconds: { name: () => 'time in use', write: duration },
  [WORKED]: { name: () => 'share of the time that worked', write: percent },
};
const BELOW = { '': 'borough', borough: 'district', district: 'kiosk' };

/* The page of places, put together: the question in the page's address -> API -> map and table. */
const question = new Question(() => ask(), { measure: (of) => measures(of).map((id) => ({ id, name: MEASURES[id].name(of.service) })) });
const sources = new Sources(parts, () => question.isOpen);
const tiles = new Tiles();
let most = STEP;
let outlines = [];
let sites = new Map();

function ask() {
  most = STEP;
  return sources.load();
}

function measures(of = question) {
  return [...OF[of.service], WORKED];
}

const measure = () => (measures().includes(question.get('measure')) ? question.get('measure') : 'count');
const value = (row) => (measure() === WORKED ? row?.availability : row?.[measure()]) ?? null;
const written = (row) => (value(row) === null ? '–' : MEASURES[measure()].write(value(row)));

function address(by) {
  const worked = measure() === WORKED;
  const place = question.get('kiosk') ? { kiosk: question.get('kiosk') } : { borough: question.get('borough'), district: question.get('district') };
  return question.api(worked ? '/api/v1/availability' : '/api/v1/usage', { ...place, by, compare: question.get('compare'), ...(worked ? {} : { measure: measure() }) });
}

async function parts() {
  await question.knowCity();
  const by = BELOW[question.place];
  $('places').hidden = by === undefined;
  showMeasures();
  return [{ panel: 'city', also: 'first', address: address('kiosk'), show: showMap }, ...(by ? [{ panel: 'places', address: address(by), show: showPlaces }] : [])];
}

/** Why there is no row: nothing happened, or nobody knows of it yet. */
function nothing(answer) {
  return measure() === WORKED ? (answer.rows[0]?.why ?? 'Nothing was in service in this time.') : unused(answer);
}

function showMap(answer, from) {
  useZone(answer.zone);
  question.know(answer.zone);
  const time = days(Date.parse(answer.from), Date.parse(answer.to) - 1);
  setText($('period'), `${period(answer)}${measure() === WORKED ? countedWords(answer) : ''}`);
  document.title = `${NAME[question.service]} by place, ${time} – Curbline`;
  const isUsed = (row) => measure() === WORKED || !answer.compared || value(row) > 0; // some were used then alone
  const rows = answer.rows.filter((row) => value(row) !== null && isUsed(row));
  paint(rows, answer.target);
  showFirst(rows, answer, from);
  const shown = rows.filter(({ kiosk }) => sites.has(kiosk)).length;
  const first = [...rows].sort(order)[0];
  const what = measure() === WORKED ? 'A larger dot worked less; orange ones missed the target. The worst' : `A larger dot had more ${MEASURES[measure()].name(question.service)}. The most`;
  const unseen = rows.length - shown ? ` ${count(rows.length - shown)} of them stand nowhere that is known.` : '';
  const says = first ? `${count(rows.length)} kiosks.${unseen} ${what}: ${first.kiosk}, ${written(first)}.` : nothing(answer);
  setText($('city-says'), says);
  announce(says);
  showSources('city-sources', from);
}

/** The most first; of what worked, the least. */
const order = (a, b) => (measure() === WORKED ? value(a) - value(b) : value(b) - value(a)) || String(a.kiosk).localeCompare(String(b.kiosk));

function paint(rows, target) {
  const here = rows.filter(({ kiosk }) => sites.has(kiosk)).map((row) => ({ row, site: sites.get(row.kiosk) }));
  const near = question.place ? here.map(({ site }) => site.at) : outlines.flatMap(({ rings }) => rings.flat());
  const view = around(near.length ? near : outlines.flatMap(({ rings }) => rings.flat()));
  const x = ([lon]) => ((lon - view.west) * view.shrink * WIDTH) / view.width;
  const y = ([, lat]) => ((view.north - lat) * WIDTH) / view.width;
  const greatest = Math.max(...here.map(({ row }) => value(row)), 1e-9);
  const size = (row) => 3 + 13 * Math.sqrt(measure() === WORKED ? 1 - value(row) : value(row) / greatest);
  const lines = outlines.map(({ name, rings }) => {
    const path = draw('path', { d: rings.map((ring) => `M${ring.map((at) => `${x(at).toFixed(1)} ${y(at).toFixed(1)}`).join('L')}Z`).join('') }, draw('title', {}, name));
    path.addEventListener('click', () => question.change({ borough: name, district: '', kiosk: '' }));
    return path;
  });
  const dots = here.sort((a, b) => size(b.row) - size(a.row)).map(({ row, site }) => {
    const missed = measure() === WORKED && value(row) < target;
    const dot = draw('circle', { cx: x(site.at).toFixed(1), cy: y(site.at).toFixed(1), r: size(row).toFixed(1), class: missed ? 'missed' : 'dot' }, draw('title', {}, `${row.kiosk}, ${site.borough}: ${written(row)}`));
    dot.addEventListener('click', () => question.change({ borough: site.borough, district: site.district, kiosk: row.kiosk }));
    return dot;
  });
  $('city-map').setAttribute('viewBox', `0 0 ${WIDTH} ${Math.round((view.height * WIDTH) / view.width)}`);
  $('city-map').classList.toggle('tiled', tiles.isThere);
  $('city-map').replaceChildren(tiles.group, ...lines, ...dots, ...(outlines.length ? namesOn((at) => [x(at), y(at)]) : []));
  arrangeNames($('city-map'));
  const east = view.west + view.width / view.shrink;
  tiles.show({ west: view.west, east, south: view.north - view.height, north: view.north }, $('city-map').clientWidth, (lon, lat) => [x([lon]), y([, lat])]);
}

/** Bounds with a margin: not so near that one kiosk is all there is, and neither too tall nor too flat to be shown. */
function around(points) {
  const lons = points.map(([lon]) => lon);
  const lats = points.map(([, lat]) => lat);
  const [west, east, south, north] = [Math.min(...lons), Math.max(...lons), Math.min(...lats), Math.max(...lats)];
  const shrink = Math.cos((((south + north) / 2) * Math.PI) / 180);
  const margin = Math.max(0.004, 0.06 * Math.max((east - west) * shrink, north - south));
  const high = north - south + 2 * margin;
  const width = Math.max((east - west) * shrink + 2 * margin, high / TALLEST);
  const height = Math.max(high, width * FLATTEST);
  return { west: (west + east) / 2 - width / shrink / 2, north: (north + south) / 2 + height / 2, shrink, width, height };
}

/** The kiosks that come first, where the places are larger ones. */
function showFirst(rows, answer, from) {
  $('first').hidden = rows.length === 0 || !['', 'borough'].includes(question.place);
  setText($('first-title'), measure() === WORKED ? 'The kiosks that worked least' : 'The busiest kiosks');
  const link = ({ kiosk }) => question.link({ borough: sites.get(kiosk)?.borough, district: sites.get(kiosk)?.district, kiosk }, kiosk);
  showBars($('first-table'), 'Kiosk', [...rows].sort(order).slice(0, FIRST), rows, link, answer);
  showSources('first-sources', from);
}

/** Whether there is something to compare with. */
const isCompared = ({ compared, rows }) => isKnown(compared) && (measure() !== WORKED || rows.some(({ previous }) => value(previous) !== null));

/** With a comparison, by how much each differs, and a paler bar for what was then. */
function showBars(table, first, shown, all, link, answer) {
  const compared = isCompared(answer);
  const greatest = measure() === WORKED ? 1 : Math.max(1, ...all.map(value), ...all.map(({ previous }) => value(previous)));
  const rect = (row, attributes) => draw('rect', { x: 0, width: ((100 * value(row)) / greatest).toFixed(2), ...attributes });
  const bars = (row) => (compared ? [rect(row, { y: 0, height: 6 }), rect(row.previous, { y: 7, height: 3, class: 'before' })] : [rect(row, { y: 0, height: 10 })]);
  const bar = (row) => draw('svg', { class: 'shares', viewBox: '0 0 100 10', preserveAspectRatio: 'none', 'aria-hidden': 'true' }, ...bars(row));
  const differs = (row) => (measure() === WORKED ? points(value(row), value(row.previous)) || '–' : change(value(row), value(row.previous)));
  const head = [first, MEASURES[measure()].name(question.service), ...(compared ? [measure() === WORKED ? 'points' : 'change'] : []), 'drawn'];
  const cells = (row) => [{ content: link(row) }, { content: written(row), number: true }, ...(compared ? [{ content: differs(row), number: true }] : []), { content: bar(row), share: true }];
  fillTable(table, head, shown.map(cells));
}

/** Shows the places again, with more of them. */
let placesAgain = () => {};

function showPlaces(answer, from) {
  placesAgain = () => showPlaces(answer, from);
  const rows = answer.rows.filter((row) => value(row) !== null).sort(order);
  const link = ({ borough, district, kiosk }) => (kiosk ? question.link({ kiosk }, kiosk) : district ? question.link({ district }, `District ${district}`) : question.link({ borough }, borough));
  setText($('places-lead'), `by ${answer.by}${isCompared(answer) ? `, and ${COMPARED[answer.compared.with]}` : ''}`);
  setText($('places-compared'), measure() !== WORKED ? comparedWords(answer) : answer.compared && !isCompared(answer) ? `Nothing is known of ${COMPARED[answer.compared.with]}.` : '');
  showBars($('places-table'), { borough: 'Borough', district: 'District', kiosk: 'Kiosk' }[answer.by], rows.slice(0, most), rows, link, answer);
  $('places-table').hidden = rows.length === 0;
  $('places-none').hidden = rows.length > 0;
  setText($('places-none'), nothing(answer));
  $('places-more').hidden = rows.length <= most;
  setText($('places-more'), `Show all ${count(rows.length)}`);
  showSources('places-sources', from);
}

$('places-more').addEventListener('click', () => {
  most = Infinity;
  placesAgain();
});

function showMeasures() {
  const labels = measures().map((name) => {
    const input = make('input', { type: 'radio', name: 'measure', value: name, class: 'hidden' });
    input.checked = name === measure();
    input.addEventListener('change', () => question.change({ measure: name }));
    return make('label', { class: 'segment' }, input, make('span', {}, MEASURES[name].name(question.service)));
  });
  if ([...$('measures').querySelectorAll('input')].map((input) => input.value).join() !== measures().join()) {
    $('measures').replaceChildren($('measures').firstElementChild, ...labels);
  } else {
    $('measures').querySelector(`[value=${measure()}]`).checked = true;
  }
}

/** Where kiosks stand; without it the table still tells. */
async function locate() {
  const tiled = tiles.load();
  const answer = await askApi('/api/v1/open/kiosks.geojson').catch(() => ({}));
  for (const { id, geometry, properties } of answer.body?.features ?? []) {
    if (geometry) {
      sites.set(id, { at: geometry.coordinates, borough: properties.borough ?? '', district: properties.community_board ?? '' });
    }
  }
  const { features } = await fetch('/nyc-boroughs.geojson').then((response) => response.json()).catch(() => ({ features: [] }));
  const all = features.map(({ properties, geometry }) => ({ name: properties.name, rings: geometry.type === 'Polygon' ? geometry.coordinates : geometry.coordinates.flat() }));
  const city = all.length ? around(all.flatMap(({ rings }) => rings.flat())) : null;
  const inside = ([lon, lat]) => city && lon >= city.west && lat <= city.north && lon <= city.west + city.width / city.shrink && lat >= city.north - city.height;
  await tiled;
  outlines = sites.size && ![...sites.values()].some(({ at }) => inside(at)) ? [] : all; // another city's kiosks stand on no outlines
}

new ResizeObserver(() => arrangeNames($('city-map'))).observe($('city-map'));
question.show();
await locate();
ask();
