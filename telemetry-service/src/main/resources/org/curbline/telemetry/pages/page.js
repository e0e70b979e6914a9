import { poll } from './api.js';
import { showBooks } from './books.js';
import { Choice } from './choice.js';
import { $, make, setText } from './dom.js';
import { Fleet } from './fleet.js';
import { count, duration, when } from './format.js';
import { Freshness, announce } from './freshness.js';
import { addressOfKiosk } from './kept.js';
import { Legend } from './legend.js';
import { KioskList, allStates } from './list.js';
import { FleetMap } from './map.js';
import { News } from './news.js';
import { Rate } from './rate.js';
import { whereSimulated } from './simulated.js';
import { showSource, showSources } from './sources.js';
import { NAME, SERVICES, STATE, STATES, WRONG } from './states.js';
import { showToday } from './today.js';
import { WrongNow } from './wrong.js';

/* The fleet's page, put together. Figures go one way: API and event stream -> fleet -> views; the reader's choice, too. */
const BOOKS = '/api/v1/books';
const KIOSKS = '/api/v1/kiosks';
const TODAY = '/api/v1/usage?by=hour';
const books = { panels: ['rate', 'books'], everyMs: 2000 };
const sources = {
  status: { panels: ['fleet', 'wrong', 'kiosks'], everyMs: 0, beside: books }, // it comes by itself
  books,
  today: { panels: ['today'], everyMs: 5000 },
};
const freshness = new Freshness(sources);
const choice = new Choice(show);
const legend = new Legend(choice);
const list = new KioskList(choice);
const map = new FleetMap({ words, open: ({ id }) => { location.href = addressOfKiosk(id); }, say: announce });
const rate = new Rate();
const fleet = new Fleet(changed, (answer) => freshness.take(sources.status, answer));
const wrong = new WrongNow(fleet, () => freshness.clock(sources.status));
const news = new News(announce);

function changed(worse) {
  const kiosks = [...fleet.kiosks.values()];
  wrong.show(kiosks);
  news.heard(worse, kiosks);
  freshness.trouble(kiosks.filter((kiosk) => WRONG.has(kiosk.worst)).length);
  show();
}

/** What the reader's choice has to do with. */
function show() {
  const kiosks = [...fleet.kiosks.values()];
  const counts = Object.fromEntries(STATES.map(({ id }) => [id, 0]));
  const boroughs = new Map();
  for (const kiosk of kiosks) {
    const state = choice.of(kiosk);
    const row = boroughs.get(kiosk.borough) ?? { up: 0, wrong: 0, rest: 0, connected: 0 };
    counts[state]++;
    row[state === 'up' ? 'up' : WRONG.has(state) ? 'wrong' : 'rest']++;
    row.connected += kiosk.connected ? 1 : 0;
    boroughs.set(kiosk.borough, row);
  }
  map.show(kiosks, { stateOf: (kiosk) => choice.of(kiosk), has: (state) => choice.has(state) });
  map.label(new Map([...boroughs].map(([name, { up, wrong: not, rest }]) => [name, `${count(up)} of ${count(up + not + rest)} up`])));
  legend.show(counts);
  list.show(kiosks);
  showSums(kiosks, counts);
  showBoroughs(boroughs);
}

function showSums(kiosks, counts) {
  const connected = kiosks.filter((kiosk) => kiosk.connected).length;
  const all = kiosks.length;
  const kiosksInAll = all === 1 ? 'one kiosk' : `${count(all)} kiosks`;
  setText($('fleet-now'), count(counts.up));
  setText($('fleet-all'), all === 0 ? '' : `of ${kiosksInAll}`);
  setText($('fleet-what'), all === 0 ? '' : choice.service ? `with ${NAME[choice.service]} up` : 'with everything up');
  setText($('fleet-connected'), count(connected));
  $('fleet-none').hidden = all > 0;
  const told = STATES.filter(({ id }) => counts[id] > 0).map(({ id, word }) => `${count(counts[id])} ${word}`);
  $('map').setAttribute('aria-label', `Map of ${kiosksInAll}: ${told.join(', ')}. Arrow keys go from kiosk to kiosk, Enter opens one, plus and minus enlarge and shrink. The list below has each of them.`);
  const nowhere = kiosks.filter((kiosk) => !Number.isFinite(kiosk.latitude)).length;
  $('fleet-note').hidden = nowhere === 0;
  setText($('fleet-note'), `${count(nowhere)} of them without a known place: in the list below, not on the map.`);
  setText($('kiosks-lead'), count(all));
}

function showBoroughs(boroughs) {
  $('boroughs').hidden = boroughs.size === 0;
  const rows = [...boroughs].sort(([a], [b]) => a.localeCompare(b));
  const cells = (row) => [row.up, row.wrong, row.rest, row.connected].map((n) => make('td', {}, count(n)));
  $('boroughs').tBodies[0].replaceChildren(...rows.map(([name, row]) => make('tr', {}, make('th', { scope: 'row' }, name), ...cells(row))));
}

/** What is said of a kiosk that is pointed at. */
function words(kiosk) {
  const now = Date.now();
  const services = SERVICES.map(({ id }) => ({ id, ...kiosk.services[id] })).filter(({ state }) => WRONG.has(state));
  const same = new Set(services.map(({ state, reason }) => `${state} ${reason}`)).size === 1 && services.length === SERVICES.length;
  const troubles = (same ? services.slice(0, 1) : services).map((service) => {
    const since = service.since ? ` since ${when(service.since, now)}, ${duration((now - service.since) / 1000)}` : '';
    return `${same ? 'Everything' : NAME[service.id]} ${STATE[service.state].word}${since}: ${fleet.sentence(service)}${service.detail ? ` (${service.detail})` : ''}`;
  });
  const connection = `${kiosk.connected ? 'connected' : 'not connected'}${kiosk.connectionSince ? ` since ${when(kiosk.connectionSince, now)}` : ''}`;
  return [`${kiosk.id}, ${kiosk.borough}`, ...(troubles.length ? troubles : [allStates(kiosk)]), connection];
}

map.load();
['fleet', 'wrong', 'kiosks'].forEach((panel) => showSource(`${panel}-sources`, KIOSKS));
['rate', 'books'].forEach((panel) => showSource(`${panel}-sources`, BOOKS));
showSources('today-sources', TODAY);
whereSimulated('/api/v1/simulation', ({ FleetTruth }, again) => new FleetTruth(map, again));
poll(BOOKS, sources.books.everyMs, (answer) => {
  freshness.take(sources.books, answer);
  if (answer.state === 'answered') {
    rate.take(Date.parse(answer.body.at), answer.body.stored);
    showBooks(answer.body);
  }
});
poll(TODAY, sources.today.everyMs, (answer) => {
  if (answer.state === 'answered' && showToday(answer.body, answer.at) && fleet.kiosks.size > 0) {
    changed(null); // by the city's clocks
  }
  freshness.take(sources.today, answer);
});
