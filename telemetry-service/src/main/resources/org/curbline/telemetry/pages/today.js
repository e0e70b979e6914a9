import { $, draw, fillTable, icon, make, setText } from './dom.js';
import { bytes, count, day, duration, energy, hour, time, useZone, zoneName } from './format.js';
import { SERVICES } from './states.js';

const HOUR_MS = 3600 * 1000;
const MORE = {
  wifi: (sum) => `${bytes(sum.downBytes + sum.upBytes)} carried`,
  call: (sum) => `${duration(sum.durationSeconds)} talked`,
  charging: (sum) => `${energy(sum.energyMilliwattHours)} given`,
  tablet: (sum) => `${duration(sum.durationSeconds)} of use`,
};

for (const { id, name, uses } of SERVICES) {
  const card = make(
    'li',
    { 'data-service': id },
    make('h3', {}, icon(id), name),
    make('p', {}, make('span', { class: 'count' }, '–'), ' ', make('span', { class: 'unit' }, uses)),
    make('p', { class: 'more' }),
    draw('svg', { class: 'hours', viewBox: '0 0 240 40', preserveAspectRatio: 'none', role: 'img', 'aria-label': 'By hour' }),
  );
  $('used').append(card);
}

/**
 * What was used today: one total for each service, and its hours as bars. A day has 23, 24 or 25 of them.
 *
 * @returns whether the city's clock has become known by it: times that are shown are to be shown again
 */
export function showToday({ rows, zone, from, to }, at) {
  const zoneIsNew = useZone(zone);
  const begin = Date.parse(from);
  const hours = Math.round((Date.parse(to) - begin) / HOUR_MS);
  const byService = new Map();
  for (const card of $('used').children) {
    const mine = rows.filter((row) => row.service === card.dataset.service);
    const counts = new Array(hours).fill(0);
    const sum = {};
    for (const row of mine) {
      counts[Math.floor((Date.parse(row.start) - begin) / HOUR_MS)] += row.count;
      for (const [name, value] of Object.entries(row)) {
        sum[name] = (sum[name] ?? 0) + value;
      }
    }
    byService.set(card.dataset.service, counts);
    setText(card.querySelector('.count'), count(sum.count ?? 0));
    setText(card.querySelector('.more'), mine.length ? MORE[card.dataset.service](sum) : 'none yet today');
    bars(card.querySelector('.hours'), counts, Math.floor((at - begin) / HOUR_MS), begin);
  }
  showHours(byService, begin, Math.min(hours, Math.floor((at - begin) / HOUR_MS) + 1));
  setText($('today-lead'), `since midnight, ${zoneName()}; a bar for each hour`);
  setText($('today-then'), `Used on ${day(begin)}, until ${time(at)}`);
  return zoneIsNew;
}

/** The bars as a table: the hours that have begun. */
function showHours(byService, begin, hours) {
  const rows = Array.from({ length: hours }, (_, i) => [hour(begin + i * HOUR_MS), ...SERVICES.map(({ id }) => count(byService.get(id)[i]))]);
  fillTable($('today-table'), ['From', ...SERVICES.map(({ name }) => name)], rows.map((row) => row.map((content, i) => ({ content, number: i > 0 }))));
}

/** Each hour a bar; the one under way is paler, those to come are a thin line. */
function bars(svg, counts, current, begin) {
  const most = Math.max(1, ...counts);
  const step = 240 / counts.length;
  svg.replaceChildren(
    ...counts.map((n, i) => {
      const height = Math.max(1.5, (n / most) * 40);
      const place = { x: i * step + step * 0.12, y: 40 - height, width: step * 0.76, height };
      const attributes = Object.fromEntries(Object.entries(place).map(([name, value]) => [name, value.toFixed(1)]));
      return draw('rect', { ...attributes, class: n === 0 ? 'none' : i === current ? 'current' : '' });
    }),
  );
  const busiest = counts.indexOf(most);
  svg.setAttribute(
    'aria-label',
    busiest < 0 ? 'By hour: none yet' : `By hour: most from ${hour(begin + busiest * HOUR_MS)} on, ${count(most)}`,
  );
}
