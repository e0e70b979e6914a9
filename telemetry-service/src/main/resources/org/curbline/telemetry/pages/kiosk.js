import { poll } from './api.js';
import { Available } from './available.js';
import { $, make, setText } from './dom.js';
import { Freshness, announce } from './freshness.js';
import { addressOf, keepInHead } from './kept.js';
import { ServiceCards } from './cards.js';
import { showFacts, verdict } from './facts.js';
import { whereSimulated } from './simulated.js';
import { showSource, showSources } from './sources.js';
import { Stream } from './stream.js';
import { showToday } from './today.js';
import { Week } from './week.js';

const WEEK_MS = 7 * 24 * 3600 * 1000;
/** Transitions are stored a moment after they are told. */
const STORED_AFTER_MS = 1500;

/* A kiosk's own page, put together: asked for at its address, and again whenever the event stream says that it changed. */
const id = decodeURIComponent(location.pathname.split('/')[2]).toLowerCase();
const api = `/api/v1/kiosks/${encodeURIComponent(id)}`;
const sources = {
  status: { panels: ['kiosk', 'services'], everyMs: 10000 },
  week: { panels: ['week'], everyMs: 60000 },
  available: { panels: ['available'], everyMs: 60000 },
  today: { panels: ['today'], everyMs: 10000 },
};
setText($('kiosk-id'), id);
document.title = `${id} – Curbline`;
showMore();
keepInHead();
const freshness = new Freshness(sources);
const cards = new ServiceCards(() => freshness.clock(sources.status));
const week = new Week(() => askWeek());
const available = new Available();
let said = null;
let kiosk = null;

const askKiosk = poll(api, sources.status.everyMs, showKiosk, '/api/v1/kiosks/{id}');
const history = () => `${api}/history?view=${week.view}`;
const askWeek = poll(history, sources.week.everyMs, showWeek, '/api/v1/kiosks/{id}/history');
const availability = () => `/api/v1/availability?by=kiosk&kiosk=${encodeURIComponent(id)}&from=${new Date(Date.now() - WEEK_MS).toISOString()}`;
poll(
  availability,
  sources.available.everyMs,
  (answer) => {
    freshness.take(sources.available, answer);
    available.show(answer);
    showSources('available-sources', availability());
    drawTimes();
  },
);
const today = `/api/v1/usage?by=hour&kiosk=${encodeURIComponent(id)}`;
poll(today, sources.today.everyMs, (answer) => {
  if (answer.state === 'answered') {
    showToday(answer.body, answer.at);
    drawTimes();
  }
  freshness.take(sources.today, answer);
});

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
  week.draw();
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
    week.live(answer.body.services);
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

function showWeek(answer) {
  freshness.take(sources.week, answer);
  if (answer.state === 'answered' && answer.body.view === week.view) {
    week.show(answer.body);
    showSource('week-sources', history());
  }
}

['kiosk', 'services'].forEach((panel) => showSource(`${panel}-sources`, api));
showSources('today-sources', today);
let stream = null;

function listen() {
  const again = () => {
    askKiosk();
    setTimeout(askWeek, STORED_AFTER_MS);
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
