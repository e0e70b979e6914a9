import { COMPARED } from './compared.js';
import { countedOf, countedWords, partly } from './counted.js';
import { $, fillTable, setText } from './dom.js';
import { count, duration, percent, period, points } from './format.js';
import { NAME, SERVICES } from './states.js';

const HEAD = ['worked', 'not known', 'of the rest worked', 'target', 'outages', 'longest'];

/** Whether a row, or the time before it, has a share at all. */
export const known = (row) => row?.availability !== undefined && row?.availability !== null;
export const share = (n) => (n === null || n === undefined ? '–' : percent(n));

/** The columns of every table of availability: with a comparison, what the share was then, and by how many points it differs. */
export const head = (compared) => (compared ? [...HEAD, COMPARED[compared.with], 'points'] : HEAD);

export function figures(row, compared) {
  const own = known(row) ? [percent(row.availability), percent(row.unknownShare), share(row.availabilityOfKnown), row.targetMet ? 'met' : 'missed', count(row.outages), row.outages > 0 ? duration(row.longestOutageSeconds) : '–'] : HEAD.map(() => '–');
  const then = row.previous;
  return compared ? [...own, share(then?.availability) + (known(then) ? partly(then) : ''), points(row.availability, then?.availability) || '–'] : own;
}

/** Cells of such a row: what is said first names it, and the others are numbers. */
export const cells = (row) => row.map((content, i) => ({ content, number: i > 0 }));

/**
 * How much of the time that is asked for each service of one kiosk worked.
 *
 * @returns the same in words
 */
export function showAvailable(answer) {
  const { rows, target, compared } = answer;
  const unknown = rows.length === 0 ? 'It was not in service in this time.' : rows.every(({ why }) => why) ? rows[0].why : '';
  setText($('available-lead'), `${period(answer)}; ${unknown || `as later known; maintenance left out; target ${percent(target)}${countedWords(answer)}`}`);
  const counted = countedOf(answer);
  setText($('available-counted'), counted ? `Of this time ${counted} are counted as available or not. Of the rest nobody could know how it was: it is left out here, and unknown above.` : '');
  $('shares').hidden = rows.every(({ why, previous }) => why && !known(previous));
  const shown = SERVICES.flatMap(({ id }) => rows.filter((row) => row.service === id));
  fillTable($('shares'), ['Service', ...head(compared)], shown.map((row) => cells([NAME[row.service], ...figures(row, compared)])));
  return unknown || shown.map((row) => `${NAME[row.service]} ${share(row.availability)}`).join(', ');
}
