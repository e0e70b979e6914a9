import { ask, poll } from './api.js';
import { ago, bytes, count, energy, minutes, rate, setText, time } from './format.js';
import { FleetMap } from './map.js';
import { Sparkline } from './sparkline.js';

const EVERY_MS = 2000;
const STALE_AFTER_MS = 8000;
const LISTED = 200;
const CHECK = '<svg viewBox="0 0 24 24" aria-hidden="true"><path d="M4.5 12.5l5 5 10-11"/></svg>';
const ALARM = '<svg viewBox="0 0 24 24" aria-hidden="true"><path d="M12 4 2.8 20h18.4ZM12 10v5M12 17.6v.2"/></svg>';

const $ = (id) => document.getElementById(id);
const map = new FleetMap();
const sparkline = new Sparkline();
/** When each source was last reached, and what it last was. */
const sources = new Map();
let balanced = true;

/* ---------- fleet ---------- */

function stateOf(kiosk) {
  return kiosk.connected ? 'connected' : kiosk.lifecycle === 'ACTIVE' ? 'away' : 'idle';
}

function sentence(kiosk, state) {
  const since = kiosk.connected ? kiosk.connectedSince : kiosk.disconnectedSince;
  const word = { connected: 'connected', away: 'not connected', idle: `${kiosk.lifecycle.toLowerCase()}, not connected` }[state];
  return `${word}${since ? ` since ${new Date(since).toLocaleString('en-GB')}` : ''}`;
}

function showFleet({ kiosks }) {
  const shown = kiosks.map((kiosk) => {
    const state = stateOf(kiosk);
    return { ...kiosk, state, text: `${kiosk.id}${kiosk.borough ? ` · ${kiosk.borough}` : ''}\n${sentence(kiosk, state)}` };
  });
  const boroughs = new Map();
  const total = { connected: 0, away: 0, idle: 0 };
  for (const kiosk of shown) {
    const name = kiosk.borough || 'Unknown';
    const row = boroughs.get(name) ?? { connected: 0, away: 0, idle: 0 };
    row[kiosk.state]++;
    total[kiosk.state]++;
    boroughs.set(name, row);
  }
  map.show(shown);
  map.label(new Map([...boroughs].map(([name, row]) => [name, [row.connected, row.connected + row.away + row.idle]])));
  setText($('n-connected'), count(total.connected));
  setText($('n-away'), count(total.away));
  setText($('n-idle'), count(total.idle));
  $('li-idle').hidden = total.idle === 0;
  setText($('fleet-lead'), shown.length ? `${count(shown.length)} kiosks known` : 'No kiosk is known yet');
  $('map').setAttribute('aria-label', `Map of ${count(shown.length)} kiosks: ${count(total.connected)} connected, ${count(total.away)} not connected`);
  const lost = shown.filter((kiosk) => !Number.isFinite(kiosk.latitude)).length;
  $('fleet-note').hidden = lost === 0;
  setText($('fleet-note'), `${count(lost)} of them without a known place, so not on the map.`);
  showAway(shown.filter((kiosk) => kiosk.state === 'away'));
  showTable(boroughs);
}

function showAway(away) {
  $('away-details').hidden = away.length === 0;
  if ($('away-details').open) {
    const items = away.slice(0, LISTED).map((kiosk) => item(kiosk.text.replace('\n', ': ')));
    if (away.length > LISTED) {
      items.push(item(`and ${count(away.length - LISTED)} more`));
    }
    $('away-list').replaceChildren(...items);
  }
}

function showTable(boroughs) {
  const rows = [...boroughs].sort(([a], [b]) => a.localeCompare(b)).map(([name, row]) => {
    const line = document.createElement('tr');
    const head = document.createElement('th');
    head.scope = 'row';
    head.textContent = name;
    line.append(head, ...[row.connected, row.away, row.idle].map((n) => {
      const cell = document.createElement('td');
      cell.textContent = count(n);
      return cell;
    }));
    return line;
  });
  $('fleet-table').tBodies[0].replaceChildren(...rows);
}

function item(text) {
  const element = document.createElement('li');
  element.textContent = text;
  return element;
}

/* ---------- books ---------- */

function showBooks(books) {
  const first = $('rate-now').textContent === '–';
  sparkline.take(Date.parse(books.at), books.stored);
  if (first && $('rate-now').textContent === '–' && Number.isFinite(books.storedPerSecond)) {
    setText($('rate-now'), rate(books.storedPerSecond));
  }
  for (const name of ['received', 'stored', 'duplicate', 'quarantined', 'waiting']) {
    setText($(`b-${name}`), count(books[name]));
  }
  const missing = books.received - books.stored - books.duplicate - books.quarantined - books.waiting;
  $('books').classList.toggle('wrong', missing !== 0);
  $('verdict').innerHTML = missing === 0 ? CHECK : ALARM;
  $('verdict').append(missing === 0 ? 'They balance' : `They do not add up: ${count(Math.abs(missing))} ${missing > 0 ? 'not accounted for' : 'counted twice'}`);
  if (balanced !== (missing === 0)) {
    balanced = missing === 0;
    announce(balanced ? 'The books balance again.' : 'The books do not add up.');
  }
  const reasons = Object.entries(books.quarantinedByReason ?? {}).filter(([, n]) => n > 0).sort((a, b) => b[1] - a[1]);
  $('reasons').hidden = reasons.length === 0;
  setText($('reasons'), `Quarantined: ${reasons.map(([reason, n]) => `${reason.toLowerCase().replaceAll('_', ' ')} ${count(n)}`).join(' · ')}`);
}

/* ---------- used today ---------- */

const MORE = {
  wifi: (row) => `${bytes(row.downBytes + row.upBytes)} carried`,
  call: (row) => `${minutes(row.durationSeconds)} talked`,
  charging: (row) => `${energy(row.energyMilliwattHours)} given`,
  tablet: (row) => `${minutes(row.durationSeconds)} of use`,
};

function showToday({ rows, zone }) {
  for (const place of document.querySelectorAll('.services li')) {
    const service = place.dataset.service;
    const row = rows.find((candidate) => candidate.service === service);
    setText(place.querySelector('.count'), count(row?.count ?? 0));
    setText(place.querySelector('.more'), row ? MORE[service](row) : '');
  }
  setText($('today-lead'), `since midnight, ${zone.replaceAll('_', ' ')}`);
}

/* ---------- what is there, and how old it is ---------- */

function section(ids, path, show) {
  sources.set(path, { reachedAt: null, state: 'asking' });
  poll(path, EVERY_MS, (answer) => {
    const source = sources.get(path);
    source.state = answer.state;
    if (answer.state !== 'unreachable') {
      source.reachedAt = Date.now();
    }
    if (answer.state === 'answered') {
      show(answer.body);
      source.answeredAt = Date.now();
    }
    for (const id of ids) {
      aside($(id), answer);
    }
    showAge();
  });
}

/** A section this program does not serve says so; one whose source cannot answer says why, beside its last figures. */
function aside(panel, answer) {
  const text = panel.querySelector('.elsewhere');
  const elsewhere = answer.state === 'elsewhere';
  text.hidden = !elsewhere && answer.state !== 'refused';
  if (elsewhere) {
    setText(text, `The gateway knows this, and this program is not one. See the gateway's own address, usually port 8080.`);
  } else if (answer.state === 'refused') {
    setText(text, `Not up to date. ${answer.reason}`);
  }
  for (const child of panel.children) {
    if (!child.matches('.panel-head, .elsewhere')) {
      child.classList.toggle('absent', elsewhere);
    }
  }
  panel.classList.toggle('empty', elsewhere);
  const usageOnly = $('fleet').matches('.empty') && $('books').matches('.empty');
  document.body.classList.toggle('usage-only', usageOnly);
  setText($('fleet-title'), usageOnly ? 'Fleet and books' : 'Fleet');
}

function showAge() {
  const all = [...sources.values()].filter((source) => source.state !== 'elsewhere');
  const times = all.map((source) => source.answeredAt ?? null);
  if (times.every((at) => at === null)) {
    const tried = all.some((source) => source.state === 'unreachable' || source.state === 'refused');
    age(tried, tried ? 'No figures yet: the server does not answer' : 'Asking for the first figures …');
    return;
  }
  const oldest = Math.min(...times.filter((at) => at !== null));
  const seconds = (Date.now() - oldest) / 1000;
  const stale = seconds * 1000 > STALE_AFTER_MS;
  const away = all.some((source) => source.state === 'unreachable');
  const words = !stale
    ? `as of ${time(new Date(oldest))}`
    : `${away ? 'The server is not reachable' : 'Some figures are not coming'}: what you see is from ${time(new Date(oldest))}, ${ago(seconds)} ago`;
  age(stale, words);
}

function age(stale, words) {
  setText($('age-text'), words);
  const was = $('age').classList.contains('stale');
  $('age').classList.toggle('stale', stale);
  $('age').classList.toggle('fresh', !stale);
  document.body.classList.toggle('stale', stale);
  if (was !== stale) {
    announce(stale ? 'The figures are no longer up to date.' : 'The figures are up to date.');
  }
}

function announce(words) {
  setText($('announcement'), words);
}

$('away-details').addEventListener('toggle', async () => {
  if ($('away-details').open) {
    const answer = await ask('/api/v1/kiosks');
    if (answer.state === 'answered') {
      showFleet(answer.body);
    }
  }
});
map.load();
section(['fleet'], '/api/v1/kiosks', showFleet);
section(['rate', 'books'], '/api/v1/books', showBooks);
section(['today'], '/api/v1/usage', showToday);
setInterval(showAge, 1000);
