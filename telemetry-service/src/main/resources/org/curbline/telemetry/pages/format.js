/** Numbers and times as people read them. */
const whole = new Intl.NumberFormat('en-US', { maximumFractionDigits: 0 });
const tenth = new Intl.NumberFormat('en-US', { minimumFractionDigits: 1, maximumFractionDigits: 1 });
const clock = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit', second: '2-digit' });

export const count = (n) => whole.format(n);
export const rate = (n) => (n >= 10 || n === 0 ? whole : tenth).format(n);
export const time = (date) => clock.format(date);

export function bytes(n) {
  const [size, unit] = n >= 1e12 ? [n / 1e12, 'TB'] : n >= 1e9 ? [n / 1e9, 'GB'] : [n / 1e6, 'MB'];
  return `${(size >= 100 ? whole : tenth).format(size)} ${unit}`;
}

export function energy(milliwattHours) {
  const wattHours = milliwattHours / 1000;
  return wattHours >= 1000 ? `${tenth.format(wattHours / 1000)} kWh` : `${whole.format(wattHours)} Wh`;
}

export function minutes(seconds) {
  return seconds < 60 ? `${whole.format(seconds)} s` : `${whole.format(seconds / 60)} min`;
}

export function ago(seconds) {
  return seconds < 120 ? `${Math.round(seconds)} s` : seconds < 7200 ? `${Math.round(seconds / 60)} min` : `${Math.round(seconds / 3600)} h`;
}

export function setText(element, text) {
  if (element.textContent !== text) {
    element.textContent = text;
  }
}
