import { moment } from './format.js';

/** A use is counted within some rounds of the service; what is not by then is said not to be. */
const COUNTED_WITHIN = 3 * 60 * 1000;

/** Why an answer has no row: nothing was used, or it is not counted yet. */
export function unused({ asOf, to }) {
  const until = Math.min(Date.parse(to), Date.now()) - COUNTED_WITHIN;
  return Date.parse(asOf) < until ? `What was used since ${moment(Date.parse(asOf))} is not counted yet.` : 'Nothing was used in this time.';
}
