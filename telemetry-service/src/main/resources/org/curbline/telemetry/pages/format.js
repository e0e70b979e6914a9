/** Numbers and times as people read them. */
const whole = new Intl.NumberFormat('en-US', { maximumFractionDigits: 0 });
const tenth = new Intl.NumberFormat('en-US', { minimumFractionDigits: 1, maximumFractionDigits: 1 });

/** The city's clock once it is known; until then the reader's. */
let zone = '';
let clock = clocks();

function clocks(timeZone) {
  const format = (options) => new Intl.DateTimeFormat('en-US', { timeZone, hourCycle: 'h23', ...options });
  return {
    time: format({ hour: '2-digit', minute: '2-digit', second: '2-digit', timeZoneName: 'short' }),
    moment: format({ month: 'short', day: 'numeric', hour: '2-digit', minute: '2-digit', timeZoneName: 'short' }),
    hour: format({ hour: '2-digit', minute: '2-digit' }),
    day: format({ weekday: 'long', month: 'long', day: 'numeric' }),
  };
}

/** Java has names for zones that browsers have not, such as Z. */
export function useZone(name) {
  if (name === zone) {
    return;
  }
  zone = name;
  try {
    clock = clocks(name);
  } catch {
    clock = clocks('UTC');
  }
}

export const count = (n) => whole.format(n);
export const rate = (n) => (n >= 10 || n === 0 ? whole : tenth).format(n);
/** 16:04:05 EST */
export const time = (date) => clock.time.format(date);
/** Nov 24, 16:04 EST */
export const moment = (date) => clock.moment.format(date);
/** 16:00 */
export const hour = (date) => clock.hour.format(date);
/** Tuesday, November 24 */
export const day = (date) => clock.day.format(date);

export function bytes(n) {
  const [size, unit] = n >= 1e12 ? [n / 1e12, 'TB'] : n >= 1e9 ? [n / 1e9, 'GB'] : [n / 1e6, 'MB'];
  return `${(size >= 100 ? whole : tenth).format(size)} ${unit}`;
}

export function energy(milliwattHours) {
  const wattHours = milliwattHours / 1000;
  return wattHours >= 1000 ? `${tenth.format(wattHours / 1000)} kWh` : `${whole.format(wattHours)} Wh`;
}

export function duration(seconds) {
  const [n, unit] = seconds < 60 ? [seconds, 's'] : seconds < 36000 ? [seconds / 60, 'min'] : [seconds / 3600, 'h'];
  return `${whole.format(n)} ${unit}`;
}

export function ago(seconds) {
  return seconds < 120 ? `${Math.round(seconds)} s` : seconds < 7200 ? `${Math.round(seconds / 60)} min` : `${Math.round(seconds / 3600)} h`;
}

export function setText(element, text) {
  if (element.textContent !== text) {
    element.textContent = text;
  }
}
