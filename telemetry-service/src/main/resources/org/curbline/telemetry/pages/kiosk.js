import { poll } from './api.js';
import { showAvailable } from './available.js';
import { ServiceCards } from './cards.js';
import { $, make, setText } from './dom.js';
import { Freshness, announce } from './freshness.js';
import { addressOf } from './kept.js';
import { showFacts, verdict } from './facts.js';
import { period, useZone } from './format.js';
import { KioskHistory, VIEWS } from './history.js';
import { HUNDRED_DAYS, Question } from './question.js';
import { whereSimulated } from './simulated.js';
import { showSource, showSources } from './sources.js';
import { Stream } from './stream.js';
import { showToday } from './today.js';

/** Transitions are stored a moment after they are told. */
const STORED_AFTER_MS = 1500;

/* A kiosk's own page, put together: asked for at its address, and again whenever the event stream says that it changed. */
const id = decodeURIComponent(location.pathname.split('/')[2]).toLowerCase();
const api = `/api/v1/kiosks/${encodeURIComponent(id)}`;
const sources = {
  status: { panels: ['kiosk', 'services'], everyMs: 10000 },
  history: { panels: ['history'], everyMs: 60000 },
  available: { panels: ['available'], everyMs: 60000 },
  today: { panels: ['today'], everyMs: 10000 },
};
setText($('kiosk-id'), id);
document.title = `${id} – Curbline`;
const freshness = new Freshness(sources);
const cards = new ServiceCards(() => freshness.clock(sources.status));
const question = new Question(() => askAnew(), { view: () => VIEWS }, HUNDRED_DAYS);
const lanes = new KioskHistory(question);
question.show();
showMore();
let said = null;
/** Whether the reader has chosen another time, and has not been told of its figures. */
let isChosen = false;
let kiosk = null;

const askKiosk = poll(api, sources.status.everyMs, showKiosk, '/api/v1/kiosks/{id}');
const history = () => question.api(`${api}/history`, { service: '', zone: question.zone, view: question.view });
const availability = () => question.api('/api/v1/availability', { service: '', by: 'kiosk', kiosk: id, compare: question.get('compare') });
const askHistory = pollOfQuestion(history, sources.history, showHistory, '/api/v1/kiosks/{id}/history');
const askAvailability = pollOfQuestion(availability, sources.available, showShares);
const today = () => `/api/v1/usage?${new URLSearchParams({ by: 'hour', kiosk: id, ...(question.get('zone') && { zone: question.get('zone') }) })}`;
const askToday = pollOfQuestion(today, sources.today, showUsed);

whereSimulated(`/api/v1/simulation?kiosk=${encodeURIComponent(id)}`, ({ KioskTruth }, again) => new KioskTruth(id, again));

/** The pages of figures over time, each of this kiosk alone. */
function showMore() {
  const asked = new URLSearchParams(location.search);
  asked.set('kiosk', id);
  const link = (page, text) => make('a', { href: addressOf(`/${page}`, asked) }, text);
  $('more').replaceChildren('More of it: ', link('usage', 'usage'), ' · ', link('availability', 'availability'), ' · ', link('quality', 'data quality'));
}

/** What is shown already is of the zone that is known by now. */
function drawTimes() {
  lanes.draw();
  if (kiosk !== null) {
    showFacts(kiosk);
  }
}

function showKiosk(answer) {
  freshness.take(sources.status, answer);
  $('nobody').hidden = answer.state !== 'missing';
  $('facts-box').hidden = answer.state === 'missing';
  $('more').hidden = answer.state === 'missing';
  document.body.classList.toggle('no-such', answer.state === 'missing');
  if (answer.state === 'missing') {
    setText($('nobody-why'), answer.reason);
  } else if (answer.state === 'answered') {
    kiosk = answer.body;
    showFacts(kiosk);
    cards.show(answer.body);
    lanes.live(answer.body.services);
    say(verdict(answer.body.services));
    if (stream === null) {
      stream = listen();
    }
  }
}

/** What changed for the better or worse is read aloud; that time passes is not. */
function say(now) {
  if (said !== null && said !== now) {
    announce(now);
  }
  said = now;
}

/** Asks for what depends on the question; what is no longer the question is not shown, but asked anew. */
function pollOfQuestion(address, source, show, path) {
  let asked = '';
  const whenKnown = async () => {
    await question.knowCity();
    asked = address();
    return asked;
  };
  const take = (answer) => {
    if (asked !== address()) {
      again();
      return;
    }
    freshness.take(source, answer);
    source.panels.forEach((panel) => $(panel).classList.remove('asking'));
    if (answer.state === 'answered') {
      show(answer.body, asked, answer.at);
    }
  };
  const again = poll(whenKnown, source.everyMs, take, path);
  return again;
}

function askAnew() {
  isChosen = true;
  ['history', 'available', 'today'].forEach((panel) => $(panel).classList.add('asking'));
  showMore();
  askHistory();
  askAvailability();
  askToday();
}

function showHistory(answer, address, at) {
  if (question.zone) {
    useZone(question.zone);
  }
  lanes.show(answer, at);
  setText($('period'), period(answer));
  showSource('history-sources', address);
}

function showShares(answer, address) {
  const before = history();
  useZone(answer.zone);
  question.know(answer.zone);
  if (before !== history()) {
    askHistory(); // whose days it tells of was not known
  }
  const words = showAvailable(answer);
  if (isChosen) {
    announce(`${period(answer)}: ${words}`);
    isChosen = false;
  }
  showSources('available-sources', address);
  drawTimes();
}

function showUsed(answer, address, at) {
  showToday(answer, at);
  showSources('today-sources', address);
  drawTimes();
}

['kiosk', 'services'].forEach((panel) => showSource(`${panel}-sources`, api));
let stream = null;

function listen() {
  const again = () => {
    askKiosk();
    setTimeout(askHistory, STORED_AFTER_MS);
  };
  const listening = new Stream(`&kiosk=${encodeURIComponent(id)}`, {
    hear: again,
    opened: askKiosk,
    lost: () => {}, // it is asked for all the same
    gap: () => {
      again();
      listening.listen('');
    },
  });
  listening.listen('');
  return listening;
}
