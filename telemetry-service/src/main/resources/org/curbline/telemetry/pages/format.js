/** Numbers and times as their reader's language writes them; times are the city's. */
const language = navigator.languages;
const whole = new Intl.NumberFormat(language, { maximumFractionDigits: 0 });
const tenth = new Intl.NumberFormat(language, { minimumFractionDigits: 1, maximumFractionDigits: 1 });
/** A tenth, where there is one: 5, 7.8 */
const short = new Intl.NumberFormat(language, { maximumFractionDigits: 1 });
const signed = new Intl.NumberFormat(language, { maximumFractionDigits: 0, signDisplay: 'exceptZero' });
const apart = new Intl.NumberFormat(language, { minimumFractionDigits: 2, maximumFractionDigits: 2, signDisplay: 'exceptZero' });
const exact = new Intl.NumberFormat(language, { minimumFractionDigits: 2, maximumFractionDigits: 2 });
const DAY_MS = 24 * 3600 * 1000;

/** The city's clock once it is known; until then the reader's. */
let zone = '';
let clock = clocks();

function clocks(timeZone) {
  const format = (options) => new Intl.DateTimeFormat(language, { timeZone, hourCycle: 'h23', ...options });
  return {
    time: format({ hour: '2-digit', minute: '2-digit', second: '2-digit', timeZoneName: 'short' }),
    moment: format({ month: 'short', day: 'numeric', hour: '2-digit', minute: '2-digit', timeZoneName: 'short' }),
    second: format({ month: 'short', day: 'numeric', hour: '2-digit', minute: '2-digit', second: '2-digit', timeZoneName: 'short' }),
    near: format({ hour: '2-digit', minute: '2-digit' }),
    plain: new Intl.DateTimeFormat('en-GB', { timeZone, hourCycle: 'h23', hour: '2-digit', minute: '2-digit' }),
    far: format({ month: 'short', day: 'numeric', hour: '2-digit', minute: '2-digit' }),
    day: format({ weekday: 'long', month: 'long', day: 'numeric' }),
    shortDay: format({ weekday: 'short', day: 'numeric' }),
    calendarDay: format({ month: 'short', day: 'numeric' }),
    calendarMonth: format({ month: 'short', year: 'numeric' }),
    weekdayName: format({ weekday: 'long' }),
    range: format({ year: 'numeric', month: 'short', day: 'numeric' }),
    date: format({ year: 'numeric', month: '2-digit', day: '2-digit' }),
  };
}

/** Java has names for zones that browsers have not, such as Z. Returns whether the clock has changed by it. */
export function useZone(name) {
  if (name === zone) {
    return false;
  }
  zone = name;
  try {
    clock = clocks(name);
  } catch {
    clock = clocks('UTC');
  }
  return true;
}

/** IANA's name of the clock that times are written by. */
export const clockZone = () => clock.day.resolvedOptions().timeZone;
export const zoneName = () => (zone.includes('/') ? `${zone.split('/').pop().replaceAll('_', ' ')} time` : zone);
export const count = (n) => whole.format(n);
export const rate = (n) => (n >= 10 || n === 0 ? whole : tenth).format(n);
/** 16:04:05 EST */
export const time = (date) => clock.time.format(date);
/** Nov 24, 16:04 EST */
export const moment = (date) => clock.moment.format(date);
/** Nov 24, 16:04:05 EST */
export const second = (date) => clock.second.format(date);
/** 16:04 of the last day, Nov 24, 16:04 before that */
export const when = (date, now) => (now - date < DAY_MS / 2 ? clock.near : clock.far).format(date);
/** 16:00 */
export const hour = (date) => clock.near.format(date);
/** Of 16:00 the 16 and the 0, whatever the reader's language. */
export const clockHands = (date) => clock.plain.format(date).split(':').map(Number);
/** Tuesday, November 24 */
export const day = (date) => clock.day.format(date);
/** Tue 24 */
export const shortDay = (date) => clock.shortDay.format(date);
/** Nov 24 */
export const calendarDay = (date) => clock.calendarDay.format(date);
/** Nov 2026 */
export const calendarMonth = (date) => clock.calendarMonth.format(date);
/** Tuesday */
export const weekdayName = (date) => clock.weekdayName.format(date);
/** Nov 1 – 24, 2026 */
export const days = (first, last) => clock.range.formatRange(first, last);
/** Of when an answer is, and by whose clocks: Nov 1 – 24, 2026, New York time */
export const period = ({ from, to }) => `${days(Date.parse(from), Date.parse(to) - 1)}, ${zoneName()}`;
/** Two moments with the same date are of one day in the city. */
export const date = (at) => clock.date.format(at);

/** 99.53 %, rounded down: what is not whole does not look so. On one line, however narrow its column is. */
export const percent = (share) => `${share === 1 ? whole.format(100) : exact.format(Math.floor(share * 10000) / 100)}\u00a0%`;

/** +0.42, −1.3: by how many hundredths a share is more or less than before, as both are written; nothing where one is not known. */
export function points(now, before) {
  const told = (share) => Math.floor(share * 10000);
  return [now, before].some((share) => share === null || share === undefined) ? '' : apart.format((told(now) - told(before)) / 100);
}

/** +4 %, −12 %: how much more or less than before; nothing where there was none. */
export function change(now, before) {
  return before > 0 && now !== null ? `${signed.format((100 * (now - before)) / before)}\u00a0%` : '';
}

export function bytes(n) {
  const [size, unit] = n >= 1e12 ? [n / 1e12, 'TB'] : n >= 1e9 ? [n / 1e9, 'GB'] : [n / 1e6, 'MB'];
  return `${(size >= 100 ? whole : tenth).format(size)} ${unit}`;
}

export function energy(milliwattHours) {
  const wattHours = milliwattHours / 1000;
  return wattHours >= 1000 ? `${tenth.format(wattHours / 1000)} kWh` : `${whole.format(wattHours)} Wh`;
}

/** Seconds in the unit that fits, a fortieth off at most: 47 s, 2.5 min, 118 min, 7.8 d. The units change where both are exact. */
export function duration(seconds) {
  const [n, unit] =
    seconds < 120 ? [Math.round(seconds), 's'] : seconds < 7200 ? [seconds / 60, 'min'] : seconds < 48 * 3600 ? [seconds / 3600, 'h'] : [seconds / 86400, 'd'];
  return `${(n < 25 ? short : whole).format(n)} ${unit}`;
}

const times = (unit, ...numbers) => numbers.map((n) => n * unit);
/** How many seconds the marks of an axis may be apart: whole ones of the unit they are written in. */
export const TIMES = [
  ...times(1, 1, 2, 5, 10, 30),
  ...times(60, 1, 2, 5, 10, 30),
  ...times(3600, 1, 2, 6, 12),
  ...Array.from({ length: 8 }, (_, power) => times(86400 * 10 ** power, 1, 2, 5)).flat(),
];
