import { ask, poll } from './api.js';
import { showBooks } from './books.js';
import { $, draw, fillTable, make, setText } from './dom.js';
import { count, duration, moment, percent, useZone } from './format.js';
import { Freshness, announce } from './freshness.js';
import { addressOfKiosk, keepInHead } from './kept.js';
import { Misread } from './misread.js';
import { isRange, rangeName } from './question.js';
import { showSources, timesOf } from './sources.js';

const HOUR_MS = 3600 * 1000;
const DAY_MS = 24 * HOUR_MS;
const MESSAGES = 20;
const PAYLOAD_SHOWN = 2000;
const API = '/api/v1/completeness';
const QUARANTINE = '/api/v1/quarantine';
const RANGES = [['day', '24 hours', 1], ['week', '7 days', 7]];
/** Other pages' ranges that this one has no more than a week of. */
const LONGER = ['month', 'quarter', 'year'];

/* The page of data quality, put together: what is chosen stands in the address; API -> panels. */
const sources = {
  complete: { panels: ['complete', 'holes', 'late'], everyMs: 30000 },
  quarantine: { panels: ['quarantine'], everyMs: 10000 },
  books: { panels: ['books'], everyMs: 2000 },
};
const freshness = new Freshness(sources);
const misread = new Misread(['reason']);
let turnOfOne = 0;
let refused = null;
const chosen = (name) => new URLSearchParams(location.search).get(name) ?? '';
const range = () => (LONGER.includes(chosen('range')) ? 'week' : RANGES.find(([id]) => id === chosen('range'))?.[0] ?? 'day');
const days = () => RANGES.find(([id]) => id === range())[2];
const words = (reason) => reason.toLowerCase().replaceAll('_', ' ');
const cells = (row) => row.map((content, i) => ({ content, number: typeof content === 'string' && i > 1 }));

/** Other pages have more ranges: says so where one of them is asked for. */
function sayRange() {
  const [id, words] = RANGES.find(([each]) => each === range());
  const asked = chosen('range') === id ? '' : rangeName(chosen('range'), chosen('from'), chosen('to'));
  misread.lack(asked, words);
}

/** Of the last day the API says it by itself; of more whole hours, which are kept counted. */
function period() {
  return days() === 1 ? '' : `from=${new Date(Math.floor(Date.now() / HOUR_MS) * HOUR_MS - days() * DAY_MS).toISOString()}`;
}

/** Says that something of the address is not understood; from here on it is not in there. */
function without(name, instead) {
  misread.add(name, chosen(name), instead);
  const asked = new URLSearchParams(location.search);
  asked.delete(name);
  history.replaceState(null, '', asked.size ? `?${asked}` : location.pathname);
  misread.say();
  keepInHead();
}

function change(name, value) {
  misread.forget();
  const asked = new URLSearchParams(location.search);
  asked.set(name, value);
  if (!value) {
    asked.delete(name);
  }
  if (name === 'kiosk') { // it may be elsewhere
    asked.delete('borough');
    asked.delete('district');
  }
  history.pushState(null, '', `/quality${asked.size ? `?${asked}` : ''}`);
  again();
}

function again() {
  RANGES.forEach(([id, , n]) => { document.querySelector(`[name=range][value=${id}]`).checked = n === days(); });
  sayRange();
  keepInHead();
  askComplete();
  askQuarantine();
  showOne();
}

function showComplete(body, address) {
  if (useZone(body.zone)) { // what was answered sooner is written by the reader's clock
    showOne();
    if (refused) {
      showQuarantine(refused);
    }
  }
  const { kiosks, complete, stored, missing, share, spooled, catchingUp, rows } = body;
  const verdict = kiosks === 0 ? 'No kiosk said anything in this time.' : missing === 0 ? 'Nothing that kiosks said is missing.' : `${count(missing)} of ${count(stored + missing)} events are missing.`;
  if ($('verdict').textContent !== verdict) {
    announce(verdict);
  }
  setText($('verdict'), verdict);
  setText($('share'), share === undefined ? '–' : percent(share));
  setText($('missing-events'), count(missing));
  setText($('whole'), `${count(complete)} of ${count(kiosks)}`);
  setText($('spooled'), count(spooled));
  $('catching-up').hidden = catchingUp === undefined;
  if (catchingUp) {
    setText($('catching-up'), `Usage is being rolled up: ${count(catchingUp.done)} of ${count(catchingUp.done + catchingUp.toGo)} days are done. Figures are right meanwhile, and come slower.`);
  }
  showSources('complete-sources', address);
  $('complete-sources').firstElementChild.href = `${address}${address.includes('?') ? '&' : '?'}format=csv`;
  showHoles(rows.filter((row) => row.missing > 0));
  showLate(body);
}

function showHoles(rows) {
  const greatest = Math.max(1, ...rows.map((row) => row.missing));
  const bar = (row) => draw('svg', { class: 'shares', viewBox: '0 0 100 10', preserveAspectRatio: 'none', 'aria-hidden': 'true' }, draw('rect', { x: 0, y: 0, height: 10, width: ((100 * row.missing) / greatest).toFixed(2) }));
  fillTable($('holes-table'), ['Kiosk', 'borough', 'missing', 'stored', 'complete', 'drawn'], rows.map((row) => cells([open(row.kiosk), row.borough, count(row.missing), count(row.stored), percent(row.share), bar(row)])));
  $('holes-table').hidden = rows.length === 0;
  $('holes-none').hidden = rows.length > 0;
  setText($('holes-none'), 'No kiosk has a hole in its numbers.');
}

function open(kiosk) {
  const link = make('a', { href: `/quality?kiosk=${encodeURIComponent(kiosk)}` }, kiosk);
  link.addEventListener('click', (event) => {
    event.preventDefault();
    change('kiosk', kiosk);
  });
  return link;
}

function showLate({ waiting, late }) {
  const by = new Map([...waiting, ...late].map((row) => [row.kiosk, row]));
  const rows = [...by.values()].sort((a, b) => (b.spooled ?? 0) - (a.spooled ?? 0) || Date.parse(b.lateCame ?? 0) - Date.parse(a.lateCame ?? 0));
  const how = (row) => (row.lateCame ? `${moment(Date.parse(row.lateCame))}, of ${duration((Date.parse(row.lateCame) - Date.parse(row.lateOf)) / 1000)} before` : '–');
  fillTable($('late-table'), ['Kiosk', 'borough', 'in its spool', 'came late last'], rows.map((row) => cells([make('a', { href: addressOfKiosk(row.kiosk) }, row.kiosk), row.borough, row.spooled === undefined ? 'not said' : count(row.spooled), how(row)])));
  $('late-table').hidden = rows.length === 0;
  $('late-none').hidden = rows.length > 0;
}

/** The numbers that are missing of one kiosk; of the one that was opened last. */
async function showOne() {
  const turn = ++turnOfOne;
  const kiosk = chosen('kiosk');
  $('one').hidden = kiosk === '';
  if (kiosk === '') {
    return;
  }
  setText($('one-title'), `Missing of ${kiosk}`);
  const address = `${API}/holes?kiosk=${encodeURIComponent(kiosk)}${period() ? `&${period()}` : ''}`;
  const answer = await ask(address);
  const isNone = answer.body?.holes.length === 0 && (await ask(`/api/v1/kiosks/${encodeURIComponent(kiosk)}`, '/api/v1/kiosks/{id}')).state === 'missing';
  if (turn !== turnOfOne) {
    return;
  }
  const reason = $('one').querySelector('.reason');
  reason.hidden = answer.state === 'answered';
  setText(reason, answer.reason ?? 'The server does not answer.');
  if (answer.state === 'answered') {
    const { holes } = answer.body;
    if (isNone) {
      without('kiosk', 'every kiosk');
      $('one').hidden = true;
      return;
    }
    fillTable($('one-table'), ['Numbers', 'life of its memory', 'missing', 'after', 'before'], holes.map(({ run, first, last, after, before }) => cells([first === last ? String(first) : `${first} to ${last}`, run ?? 'first', count(last - first + 1), moment(Date.parse(after)), moment(Date.parse(before))])));
    $('one-table').hidden = holes.length === 0;
    $('one-none').hidden = holes.length > 0;
    $('one-sources').replaceChildren(make('span', {}, 'API: ', make('a', { href: address }, make('code', {}, `GET ${address}`))), make('a', { href: addressOfKiosk(kiosk) }, 'How it is now'));
  }
}

function showQuarantine({ kept, dropped, messages }) {
  setText($('kept'), `${count(kept)} kept${dropped > 0 ? `, ${count(dropped)} dropped as there was no room` : ''}`);
  fillTable($('quarantine-table'), ['When', 'kiosk', 'why', 'what', 'after a fix'], messages.map((message) => [
    { content: moment(Date.parse(message.at)) },
    { content: message.kiosk || message.sender },
    { content: words(message.reason) },
    { content: make('details', { class: 'payload' }, make('summary', {}, message.detail || message.topic), make('code', {}, beginning(`${message.topic}\n${message.payload}`))) },
    { content: replayOne(message) },
  ]));
  $('quarantine-table').hidden = messages.length === 0;
  $('quarantine-none').hidden = messages.length > 0;
  $('replay').hidden = messages.length === 0;
  setText($('replay'), chosen('reason') ? `Try all again that are ${words(chosen('reason'))}` : 'Try all again');
}

/** A refused message may be as long as it likes. */
const beginning = (text) => (text.length > PAYLOAD_SHOWN ? `${text.slice(0, PAYLOAD_SHOWN)} …` : text);

function replayOne({ id, kiosk, sender }) {
  const button = make('button', { type: 'button', class: 'again', 'aria-label': `Try this message of ${kiosk || sender} again` }, 'Try again');
  button.addEventListener('click', () => replay(`id=${id}`));
  return button;
}

/** What is refused still stays; what is stored by now leaves the quarantine. */
async function replay(which) {
  setText($('replayed'), 'Being tried again …');
  let said = 'The gateway does not answer; nothing was tried.';
  try {
    const response = await fetch(`${QUARANTINE}/replay${which ? `?${which}` : ''}`, { method: 'POST' });
    const body = await response.json();
    said = response.ok ? `${count(body.replayed)} stored, ${count(body.stillRejected)} refused again.` : body.detail;
  } catch {
    // said
  }
  setText($('replayed'), said);
  announce(said);
  askQuarantine();
}

/** The reasons there are, each to look at alone. */
function showReasons(reasons) {
  const names = ['', ...Object.keys(reasons).filter((name) => reasons[name] > 0).sort((a, b) => reasons[b] - reasons[a])];
  if (chosen('reason') && !names.includes(chosen('reason'))) {
    names.push(chosen('reason'));
  }
  $('reason-choice').hidden = names.length < 2;
  const known = [...$('reason-choice').querySelectorAll('input')].map(({ value }) => value).join();
  if (known !== names.join()) {
    $('reason-choice').replaceChildren($('reason-choice').firstElementChild, ...names.map((name) => choice('reason', name, name ? words(name) : 'All', chosen('reason'))));
  }
}

function choice(name, value, text, now) {
  const input = make('input', { type: 'radio', name, value, class: 'hidden' });
  input.checked = value === now;
  input.addEventListener('change', () => change(name, value === 'day' ? '' : value));
  return make('label', { class: 'segment' }, input, make('span', {}, text));
}

if (chosen('range') && chosen('range') !== 'day' && !isRange(chosen('range'))) {
  without('range', '24 hours');
}
sayRange();
RANGES.forEach(([id, text]) => $('ranges').append(choice('range', id, text, range())));
$('replay').addEventListener('click', () => replay(chosen('reason') ? `reason=${chosen('reason')}` : ''));
$('one-close').addEventListener('click', (event) => {
  event.preventDefault();
  change('kiosk', '');
});
window.addEventListener('popstate', again);
const completeAddress = () => (period() ? `${API}?${period()}` : API);
const askComplete = poll(completeAddress, sources.complete.everyMs, (answer) => {
  freshness.take(sources.complete, answer);
  if (answer.state === 'answered') {
    showComplete(answer.body, completeAddress());
  }
  setText($('as-of'), timesOf([answer], answer.state !== 'answered')); // by the clocks that it says
}, API);
let askedReason = '';
const quarantine = () => {
  askedReason = chosen('reason');
  return `${QUARANTINE}?limit=${MESSAGES}${askedReason ? `&reason=${askedReason}` : ''}`;
};
const askQuarantine = poll(quarantine, sources.quarantine.everyMs, (answer) => {
  if (answer.status === 400 && askedReason && askedReason === chosen('reason')) { // there is no such reason
    without('reason', 'every reason');
    $('reason-choice').replaceChildren($('reason-choice').firstElementChild);
    askQuarantine();
    return;
  }
  freshness.take(sources.quarantine, answer);
  if (answer.state === 'answered') {
    refused = answer.body;
    showQuarantine(refused);
  }
}, QUARANTINE);
poll('/api/v1/books', sources.books.everyMs, (answer) => {
  freshness.take(sources.books, answer);
  if (answer.state === 'answered') {
    showBooks(answer.body);
    showReasons(answer.body.quarantinedByReason ?? {});
  }
});
showOne();
keepInHead();
