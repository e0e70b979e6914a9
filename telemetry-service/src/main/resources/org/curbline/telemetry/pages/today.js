import { bytes, count, day, duration, energy, hour, setText, time, useZone } from './format.js';

const HOUR_MS = 3600 * 1000;
const NS = 'http://www.w3.org/2000/svg';
const MORE = {
  wifi: (sum) => `${bytes(sum.downBytes + sum.upBytes)} carried`,
  call: (sum) => `${duration(sum.durationSeconds)} talked`,
  charging: (sum) => `${energy(sum.energyMilliwattHours)} given`,
  tablet: (sum) => `${duration(sum.durationSeconds)} of use`,
};

/** What was used today: one total for each service, and its hours as bars. A day has 23, 24 or 25 of them. */
export function showToday({ rows, zone, from, to }, at) {
  useZone(zone);
  const begin = Date.parse(from);
  const hours = Math.round((Date.parse(to) - begin) / HOUR_MS);
  for (const place of document.querySelectorAll('[data-service]')) {
    const mine = rows.filter((row) => row.service === place.dataset.service);
    const counts = new Array(hours).fill(0);
    const sum = {};
    for (const row of mine) {
      counts[Math.floor((Date.parse(row.start) - begin) / HOUR_MS)] += row.count;
      for (const [name, value] of Object.entries(row)) {
        sum[name] = (sum[name] ?? 0) + value;
      }
    }
    setText(place.querySelector('.count'), count(sum.count ?? 0));
    setText(place.querySelector('.more'), mine.length ? MORE[place.dataset.service](sum) : 'none yet today');
    bars(place.querySelector('.hours'), counts, Math.floor((at - begin) / HOUR_MS), begin);
  }
  const where = zone.includes('/') ? `${zone.split('/').pop().replaceAll('_', ' ')} time` : zone;
  setText(document.getElementById('today-lead'), `since midnight, ${where}; a bar for each hour`);
  setText(document.getElementById('today-then'), `Used on ${day(begin)}, until ${time(at)}`);
}

/** Each hour a bar; the one under way is paler, those to come are a thin line. */
function bars(svg, counts, current, begin) {
  const most = Math.max(1, ...counts);
  const step = 240 / counts.length;
  svg.replaceChildren(
    ...counts.map((n, i) => {
      const bar = document.createElementNS(NS, 'rect');
      const height = Math.max(1.5, (n / most) * 40);
      const place = { x: i * step + step * 0.12, y: 40 - height, width: step * 0.76, height };
      Object.entries(place).forEach(([name, value]) => bar.setAttribute(name, value.toFixed(1)));
      bar.setAttribute('class', n === 0 ? 'none' : i === current ? 'current' : '');
      return bar;
    }),
  );
  const busiest = counts.indexOf(most);
  svg.setAttribute(
    'aria-label',
    busiest < 0 ? 'By hour: none yet' : `By hour: most from ${hour(begin + busiest * HOUR_MS)} on, ${count(most)}`,
  );
}
