import { duration, moment, percent } from './format.js';

/** A use is counted within some rounds of the service; what is not by then is said not to be. */
const COUNTED_WITHIN = 3 * 60 * 1000;

/** Why an answer has no row: nothing was used, or it is not counted yet. */
export function unused({ asOf, to }) {
  const until = Math.min(Date.parse(to), Date.now()) - COUNTED_WITHIN;
  return Date.parse(asOf) < until ? `What was used since ${moment(Date.parse(asOf))} is not counted yet.` : 'Nothing was used in this time.';
}

const sum = (numbers) => numbers.reduce((a, b) => a + b, 0);

/** The share of the time that rows of availability are of, that is counted in them: of the rest nobody could know how it was. */
export function countedShare(rows) {
  const counted = sum(rows.flatMap(({ seconds }) => Object.values(seconds)));
  const left = sum(rows.map(({ unwatchedSeconds }) => unwatchedSeconds));
  return left > 0 ? counted / (counted + left) : 1;
}

/** Said of a row that is not of all its time: (26.01 % of it counted) */
export const partly = (row) => (countedShare([row]) < 1 ? ` (${percent(countedShare([row]))} of it counted)` : '');

/** How much of a time is counted: 7.8 d of 30 d; empty if all or nothing is. */
export function countedOf({ rows, from, to }) {
  const share = countedShare(rows);
  const [part, all] = [share, 1].map((each) => duration((each * (Date.parse(to) - Date.parse(from))) / 1000));
  return share === 0 || share === 1 ? '' : part === all ? `${percent(share)} of ${all}` : `${part} of ${all}`;
}

/** The same for a head, with since when anything is known. */
export function countedWords(answer) {
  const of = countedOf(answer);
  return (of ? `; counted: ${of}` : '') + (answer.knownSince ? `; nothing is known from before ${moment(Date.parse(answer.knownSince))}` : of ? '; of the rest nothing is known' : '');
}
