import { ask, poll } from './api.js';
import { showBooks } from './books.js';
import { $, draw, fillTable, make, setText } from './dom.js';
import { count, days, duration, moment, percent, useZone, zoneName } from './format.js';
import { Freshness, announce } from './freshness.js';
import { addressOfKiosk } from './kept.js';
import { FEW_DAYS, Question } from './question.js';
import { showSource, showSources, timesOf } from './sources.js';

const MESSAGES = 20;
const PAYLOAD_SHOWN = 2000;
const API = '/api/v1/completeness';
const QUARANTINE = '/api/v1/quarantine';
const BOOKS = '/api/v1/books';
/** A kiosk that is opened may be elsewhere. */
const ANYWHERE = { borough: '', district: '' };

/* The page of data quality, put together: the question in the page's address -> API -> panels. */
const sources = {
  complete: { panels: ['complete', 'holes', 'late'], everyMs: 30000 },
  quarantine: { panels: ['quarantine'], everyMs: 10000 },
  books: { panels: ['books'], everyMs: 2000 },
};
const freshness = new Freshness(sources);
const question = new Question(again, { reason: (of) => [{ id: of.get('reason') }] }, FEW_DAYS); // which reasons there are the gateway knows
let turnOfOne = 0;
let refused = null;
const words = (reason) => reason.toLowerCase().replaceAll('_', ' ');
const cells = (row) => row.map((content, i) => ({ content, number: typeof content === 'string' && i > 1 }));

/** Of the time that is asked for; of whole days once it is known whose days they are. */
async function addressOfTime(path, more = {}) {
  await question.knowCity();
  return question.api(path, { service: '', ...more });
}

const addressOfRefused = () => `${QUARANTINE}?limit=${MESSAGES}${askedReason ? `&reason=${askedReason}` : ''}`;

function again() {
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
  question.know(body.zone);
  const { from, to, kiosks, complete, stored, missing, share, spooled, catchingUp, rows } = body;
  const [begin, end] = [Date.parse(from), Date.parse(to)];
  setText($('period'), address.includes('to=') ? `${days(begin, end - 1)}, ${zoneName()}` : `${moment(begin)} to ${moment(end)}`);
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
  ['complete', 'holes', 'late'].forEach((panel) => showSources(`${panel}-sources`, address));
  showHoles(rows.filter((row) => row.missing > 0));
  showLate(body);
}

function showHoles(rows) {
  const greatest = Math.max(1, ...rows.map((row) => row.missing));
  const bar = (row) => draw('svg', { class: 'shares', viewBox: '0 0 100 10', preserveAspectRatio: 'none', 'aria-hidden': 'true' }, draw('rect', { x: 0, y: 0, height: 10, width: ((100 * row.missing) / greatest).toFixed(2) }));
  fillTable($('holes-table'), ['Kiosk', 'borough', 'missing', 'stored', 'complete', 'drawn'], rows.map((row) => cells([question.link({ kiosk: row.kiosk, ...ANYWHERE }, row.kiosk), row.borough, count(row.missing), count(row.stored), percent(row.share), bar(row)])));
  $('holes-table').hidden = rows.length === 0;
  $('holes-none').hidden = rows.length > 0;
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
  const kiosk = question.get('kiosk');
  $('one').hidden = kiosk === '';
  if (kiosk === '') {
    return;
  }
  setText($('one-title'), `Missing of ${kiosk}`);
  const address = await addressOfTime(`${API}/holes`, { kiosk });
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
      question.without('kiosk', 'every kiosk');
      $('one').hidden = true;
      return;
    }
    fillTable($('one-table'), ['Numbers', 'life of its memory', 'missing', 'after', 'before'], holes.map(({ run, first, last, after, before }) => cells([first === last ? String(first) : `${first} to ${last}`, run ?? 'first', count(last - first + 1), moment(Date.parse(after)), moment(Date.parse(before))])));
    $('one-table').hidden = holes.length === 0;
    $('one-none').hidden = holes.length > 0;
    showSources('one-sources', address);
    $('one-sources').append(make('a', { href: addressOfKiosk(kiosk) }, 'How it is now'));
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
  setText($('replay'), question.get('reason') ? `Try all again that are ${words(question.get('reason'))}` : 'Try all again');
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
  if (question.get('reason') && !names.includes(question.get('reason'))) {
    names.push(question.get('reason'));
  }
  $('reason-choice').hidden = names.length < 2;
  const known = [...$('reason-choice').querySelectorAll('input')].map(({ value }) => value).join();
  if (known !== names.join()) {
    $('reason-choice').replaceChildren($('reason-choice').firstElementChild, ...names.map((name) => choice('reason', name, name ? words(name) : 'All', question.get('reason'))));
  }
}

function choice(name, value, text, now) {
  const input = make('input', { type: 'radio', name, value, class: 'hidden' });
  input.checked = value === now;
  input.addEventListener('change', () => question.change({ [name]: value }));
  return make('label', { class: 'segment' }, input, make('span', {}, text));
}

$('replay').addEventListener('click', () => replay(question.get('reason') ? `reason=${question.get('reason')}` : ''));
$('one-close').addEventListener('click', (event) => {
  event.preventDefault();
  question.change({ kiosk: '' });
});
let asked = '';
const askComplete = poll(async () => (asked = await addressOfTime(API)), sources.complete.everyMs, (answer) => {
  if (asked !== question.api(API, { service: '' })) {
    return; // that is the question no more; it is asked again
  }
  freshness.take(sources.complete, answer);
  if (answer.state === 'answered') {
    showComplete(answer.body, asked);
  }
  setText($('as-of'), timesOf([answer], answer.state !== 'answered')); // by the clocks that it says
}, API);
let askedReason = '';
const quarantine = () => {
  askedReason = question.get('reason');
  return addressOfRefused();
};
const askQuarantine = poll(quarantine, sources.quarantine.everyMs, (answer) => {
  if (answer.status === 400 && askedReason && askedReason === question.get('reason')) { // there is no such reason
    question.without('reason', 'every reason');
    $('reason-choice').replaceChildren($('reason-choice').firstElementChild);
    askQuarantine();
    return;
  }
  freshness.take(sources.quarantine, answer);
  if (answer.state === 'answered') {
    refused = answer.body;
    showQuarantine(refused);
    showSources('quarantine-sources', addressOfRefused());
  }
}, QUARANTINE);
poll(BOOKS, sources.books.everyMs, (answer) => {
  freshness.take(sources.books, answer);
  if (answer.state === 'answered') {
    showBooks(answer.body);
    showReasons(answer.body.quarantinedByReason ?? {});
  }
});
showSource('books-sources', BOOKS);
question.show();
showOne();
