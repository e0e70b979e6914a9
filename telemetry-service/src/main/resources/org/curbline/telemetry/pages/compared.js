import { moment } from './format.js';

/** What a time can be compared with, in words. */
export const COMPARED = { previous: 'the time before', year: 'the year before' };

/** Whether there is something to compare with: use is known of a part of the other time, at least. */
export const isKnown = (compared) => Boolean(compared) && !(Date.parse(compared.knownSince) >= Date.parse(compared.to));

/** What is to be known of a comparison of use before it is believed; empty if there is nothing. */
export function comparedWords({ compared, to }) {
  if (!compared) {
    return '';
  }
  const [other, since] = [COMPARED[compared.with], compared.knownSince && moment(Date.parse(compared.knownSince))];
  if (!isKnown(compared)) {
    return `Nothing is known of ${other}: the first use that is known is of ${since}.`;
  }
  const part = since ? `Of ${other} nothing is known from before ${since}.` : '';
  const whole = Date.parse(to) > Date.now() ? `This time is not over, and is compared with all of ${other}.` : '';
  return [part, whole].filter(Boolean).join(' ');
}
