import { $, setText } from './dom.js';
import { count } from './format.js';
import { announce } from './freshness.js';

let balanced = true;

/** What became of every event since the gateway started, and whether it adds up. */
export function showBooks(books) {
  for (const name of ['received', 'stored', 'duplicate', 'quarantined', 'waiting']) {
    setText($(`b-${name}`), count(books[name]));
  }
  const missing = books.received - books.stored - books.duplicate - books.quarantined - books.waiting;
  $('books').classList.toggle('wrong', missing !== 0);
  $('balanced').hidden = missing !== 0;
  $('unbalanced').hidden = missing === 0;
  setText($('missing'), `They do not add up: ${count(Math.abs(missing))} ${missing > 0 ? 'not accounted for' : 'counted twice'}`);
  if (balanced !== (missing === 0)) {
    balanced = missing === 0;
    announce(balanced ? 'The books balance again.' : 'The books do not add up.');
  }
  const reasons = Object.entries(books.quarantinedByReason ?? {}).filter(([, n]) => n > 0).sort((a, b) => b[1] - a[1]);
  $('reasons').hidden = reasons.length === 0;
  setText($('reasons'), `Quarantined: ${reasons.map(([reason, n]) => `${reason.toLowerCase().replaceAll('_', ' ')} ${count(n)}`).join(', ')}`);
}
