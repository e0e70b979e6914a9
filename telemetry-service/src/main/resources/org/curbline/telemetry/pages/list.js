import { $, make, reshape, setText, shape } from './dom.js';
import { announce } from './freshness.js';
import { count, when } from './format.js';
import { addressOfKiosk } from './kept.js';
import { NAME, SERVICES, STATE } from './states.js';

const STEP = 100;

/** Every kiosk as a row, the worst first: what the map shows, for the keyboard and for a screen reader. */
export class KioskList {
  #box = $('kiosks');
  #rows = $('kiosk-rows');
  #choice;
  #kiosks = [];
  #most = STEP;

  constructor(choice) {
    this.#choice = choice;
    this.#box.querySelector('details').addEventListener('toggle', () => this.#draw());
    this.#box.querySelector('form').addEventListener('submit', (event) => event.preventDefault());
    $('find').addEventListener('input', () => {
      this.#most = STEP;
      announce(this.#draw());
    });
    $('more').addEventListener('click', () => {
      this.#most += STEP;
      announce(this.#draw());
    });
  }

  show(kiosks) {
    this.#kiosks = kiosks;
    this.#draw();
  }

  #draw() {
    if (!this.#box.querySelector('details').open) {
      return '';
    }
    const sought = $('find').value.trim().toLowerCase();
    const found = this.#kiosks
      .map((kiosk) => ({ kiosk, state: this.#choice.of(kiosk) }))
      .filter(({ kiosk, state }) => this.#choice.has(state) && `${kiosk.id} ${kiosk.borough}`.toLowerCase().includes(sought))
      .sort((a, b) => STATE[a.state].rank - STATE[b.state].rank || (a.kiosk.id < b.kiosk.id ? -1 : 1));
    const shown = found.slice(0, this.#most);
    while (this.#rows.rows.length > shown.length) {
      this.#rows.deleteRow(-1);
    }
    const now = Date.now();
    shown.forEach(({ kiosk, state }, i) => fill(this.#rows.rows[i] ?? newRow(this.#rows), kiosk, state, this.#choice.service, now));
    $('more').hidden = shown.length === found.length;
    const said = found.length === 0 ? 'No such kiosk.' : `${count(shown.length)} of ${count(found.length)} shown.`;
    setText($('found'), said);
    const chosen = [this.#choice.service && NAME[this.#choice.service], ...[...this.#choice.states].map((id) => STATE[id].word)].filter((word) => word);
    setText($('chosen'), chosen.length ? `As chosen above the map: ${chosen.join(', ')}.` : '');
    return said;
  }
}

/** Rows stay and only their words change, so that a reader's place in the table stays too. */
function newRow(body) {
  const parts = { id: make('a'), borough: make('span', { class: 'lead' }), shape: shape('up'), state: make('span'), connection: make('td') };
  const row = make('tr', {}, make('th', { scope: 'row' }, parts.id, ' ', parts.borough), make('td', {}, parts.shape, ' ', parts.state), parts.connection);
  row.parts = parts;
  body.append(row);
  return row;
}

function fill({ parts }, kiosk, state, service, now) {
  setText(parts.id, kiosk.id);
  parts.id.setAttribute('href', addressOfKiosk(kiosk.id));
  setText(parts.borough, kiosk.borough);
  reshape(parts.shape, state);
  setText(parts.state, service ? STATE[state].word : allStates(kiosk));
  const since = kiosk.connectionSince ? ` since ${when(kiosk.connectionSince, now)}` : '';
  setText(parts.connection, `${kiosk.connected ? 'connected' : 'not connected'}${since}`);
}

/** up; or down: WiFi, Calls; up: Charging, Tablet */
export function allStates(kiosk) {
  const by = Object.groupBy(SERVICES, ({ id }) => kiosk.services[id].state);
  const states = Object.keys(by).sort((a, b) => STATE[a].rank - STATE[b].rank);
  return states.length === 1 ? STATE[states[0]].word : states.map((state) => `${STATE[state].word}: ${by[state].map(({ name }) => name).join(', ')}`).join('; ');
}
