import { poll } from './api.js';
import { ago, count, moment, setText, time } from './format.js';
import { KioskList } from './list.js';
import { FleetMap } from './map.js';
import { Rate } from './rate.js';
import { showToday } from './today.js';

/** Figures that are older than this although nothing failed: an answer is taking its time. */
const OLD_MS = 15000;
/** A short hiccup is shown, but not said. */
const SAID_AFTER_MS = 5000;
const WORDS = { connected: 'connected', away: 'not connected', idle: 'not in service' };

const $ = (id) => document.getElementById(id);
const map = new FleetMap();
const list = new KioskList(announce);
const events = new Rate();
const sources = [
  { address: '/api/v1/kiosks', everyMs: 5000, panels: ['fleet', 'kiosks'], show: showFleet },
  { address: '/api/v1/books', everyMs: 2000, panels: ['rate', 'books'], show: showBooks },
  { address: '/api/v1/usage?by=hour', everyMs: 5000, panels: ['today'], show: showToday },
];
let balanced = true;
let oldSince = null;
let saidOld = false;

/* ---------- fleet ---------- */

function stateOf(kiosk) {
  return kiosk.connected ? 'connected' : kiosk.lifecycle === 'ACTIVE' ? 'away' : 'idle';
}

function showFleet({ kiosks }) {
  const shown = kiosks.map((kiosk) => {
    const state = stateOf(kiosk);
    const word = state === 'idle' ? `${kiosk.lifecycle.toLowerCase()}, ${WORDS.away}` : WORDS[state];
    return { ...kiosk, state, word, since: kiosk.connected ? kiosk.connectedSince : kiosk.disconnectedSince };
  });
  const boroughs = new Map();
  const total = { connected: 0, away: 0, idle: 0 };
  for (const kiosk of shown) {
    const name = kiosk.borough || 'Place unknown';
    const row = boroughs.get(name) ?? { connected: 0, away: 0, idle: 0 };
    row[kiosk.state]++;
    total[kiosk.state]++;
    boroughs.set(name, row);
  }
  map.show(shown);
  map.label(boroughs);
  list.show(shown);
  setText($('fleet-now'), count(total.connected));
  setText($('fleet-all'), shown.length === 0 ? '' : `of ${count(shown.length)} kiosks`);
  $('fleet-none').hidden = shown.length > 0;
  for (const [state, n] of Object.entries(total)) {
    setText($(`n-${state}`), count(n));
    $(`key-${state}`).hidden = n === 0 && state === 'idle';
  }
  $('map').setAttribute('aria-label', `Map of ${count(shown.length)} kiosks: ${count(total.connected)} connected, ${count(total.away)} not connected. The list below has each of them.`);
  const nowhere = shown.filter((kiosk) => !Number.isFinite(kiosk.latitude)).length;
  $('fleet-note').hidden = nowhere === 0;
  setText($('fleet-note'), `${count(nowhere)} of them without a known place: in the list below, not on the map.`);
  setText($('kiosks-lead'), count(shown.length));
  showBoroughs(boroughs);
}

function showBoroughs(boroughs) {
  const body = $('boroughs').tBodies[0];
  $('boroughs').hidden = boroughs.size === 0;
  const rows = [...boroughs].sort(([a], [b]) => a.localeCompare(b));
  while (body.rows.length > rows.length) {
    body.deleteRow(-1);
  }
  rows.forEach(([name, row], i) => {
    const cells = (body.rows[i] ?? body.appendChild($('borough-row').content.firstElementChild.cloneNode(true))).cells;
    [name, count(row.connected), count(row.away), count(row.idle)].forEach((text, column) => setText(cells[column], text));
  });
}

/* ---------- books ---------- */

function showBooks(books) {
  events.take(Date.parse(books.at), books.stored);
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

/* ---------- what is there, and how old it is ---------- */

function take(source, answer) {
  source.state = answer.state;
  source.reason = answer.reason;
  if (answer.state === 'answered') {
    source.at = answer.at;
    source.show(answer.body, answer.at);
  }
  for (const other of sources) {
    other.reachable = answer.state !== 'unreachable'; // they are all one server's
  }
  showAge();
}

function isOld(source) {
  return !source.reachable || source.state === 'refused' || Date.now() - source.at > OLD_MS;
}

/** Each panel says when its figures are of another time; what does not come from this program says where it is. */
function showPanel(id, source) {
  const panel = $(id);
  const elsewhere = source.state === 'elsewhere';
  const known = source.at !== undefined;
  panel.classList.toggle('elsewhere', elsewhere);
  panel.classList.toggle('old', !elsewhere && known && isOld(source));
  panel.classList.toggle('unknown', !elsewhere && !known);
  panel.querySelectorAll('.at').forEach((element) => setText(element, known ? time(source.at) : ''));
  const reason = panel.querySelector('.reason');
  if (reason) {
    reason.hidden = source.state !== 'refused';
    setText(reason, source.reason ?? '');
  }
}

function showAge() {
  const mine = sources.filter((source) => source.state !== 'elsewhere');
  sources.forEach((source) => source.panels.forEach((id) => showPanel(id, source)));
  document.body.classList.toggle('usage-only', mine.length === 1);
  const known = mine.filter((source) => source.at !== undefined);
  const old = known.filter(isOld);
  const trouble = old.length > 0 || mine.some((source) => source.state === 'unreachable' || source.state === 'refused');
  $('age').className = trouble ? 'age stale' : known.length ? 'age fresh' : 'age';
  document.title = trouble ? 'Old figures · Curbline' : 'Curbline';
  setText($('age-text'), words(mine, known, old, trouble));
  sayOld(trouble);
}

function words(mine, known, old, trouble) {
  if (known.length === 0) {
    return trouble ? 'No figures yet: the server does not answer. It is asked every 2 s.' : 'Asking for the first figures …';
  }
  if (!trouble) {
    return `Live, ${time(Math.min(...known.map((source) => source.at)))}`;
  }
  if (mine.some((source) => source.reachable)) {
    return 'Some figures are old, and say so';
  }
  const at = Math.max(...old.map((source) => source.at));
  return `These figures are old. The server has not answered since ${time(at)}, ${ago((Date.now() - at) / 1000)} ago. It is asked every 2 s.`;
}

function sayOld(trouble) {
  oldSince = trouble ? (oldSince ?? Date.now()) : null;
  const worthSaying = trouble && Date.now() - oldSince > SAID_AFTER_MS;
  if (saidOld ? !trouble : worthSaying) {
    saidOld = trouble;
    announce(trouble ? $('age-text').textContent : 'The figures are live again.');
  }
}

function announce(said) {
  setText($('announcement'), said);
}

map.load();
for (const source of sources) {
  Object.assign(source, { state: 'asking', reachable: true });
  poll(source.address, source.everyMs, (answer) => take(source, answer));
}
setInterval(showAge, 1000);
