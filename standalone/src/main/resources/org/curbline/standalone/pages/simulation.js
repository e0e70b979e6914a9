import { $, make, setText, shape } from './dom.js';
import { clockZone, count, duration, second, time } from './format.js';
import { addressOfKiosk } from './kept.js';
import { dayIn, later } from './question.js';
import { NAME, SERVICES, STATE } from './states.js';

/** Faults of one service, and what people call them. */
const OF_SERVICE = {
  dead: 'down, and the kiosk says so',
  silent: 'down, and the kiosk says up',
  empty: 'used, but it carries nothing, and the kiosk says up',
  degraded: 'degraded, and the kiosk says so',
  flapping: 'down and up again every 20 s',
};
const OF_KIOSK = {
  'power-cut': 'has no power',
  'network-away': 'has no network',
  'half-open': 'has a connection through which nothing comes',
  'wrong-clock': 'has a wrong clock',
  'stuck-reports': 'reports the same moment for ever',
  'stuck-values': 'tells the same values for ever',
  corrupted: 'sends damaged messages',
  'personal-data': 'sends what names persons',
  'foreign-topic': 'sends as another kiosk',
  repeating: 'sends everything twice',
  'out-of-order': 'sends the newest first',
  'slow-sender': 'sends a few bytes at a time',
  'spool-overflow': 'has no network, and no room for what waits',
  'lost-memory': 'has no power, and will have forgotten everything',
};
const UNPLUGGED = 'power-cut';
const AN_HOUR = 3600;
/** What is behind by less looks like real time. */
const BEHIND_MS = 5000;

const truth = ({ kind, service }) => (service ? `${NAME[service]} ${OF_SERVICE[kind]}` : OF_KIOSK[kind]);

/** What Curbline said of a fault, after how long; of one that happens, as far as it has said anything. */
function said(fault, now) {
  if (!fault.said) {
    return [fault.happens ? `nothing yet, after ${duration((now - Date.parse(fault.from)) / 1000)}` : 'nothing'];
  }
  const { state, afterSeconds } = fault.said;
  return [shape(state), ` ${STATE[state].word} after ${duration(afterSeconds)}`];
}

async function send(method, path, body) {
  const response = await fetch(path, { method, headers: { 'Content-Type': 'application/json' }, body: body && JSON.stringify(body) });
  const answer = await response.json();
  return response.ok ? '' : answer.detail;
}

/** What is true of the fleet, beside what Curbline says: on the fleet's page. */
export class FleetTruth {
  #map;
  #again;
  #paused = false;

  constructor(map, again) {
    this.#map = map;
    this.#again = again;
    document.head.append(make('link', { rel: 'stylesheet', href: '/simulation.css' }));
    const pause = make('button', { type: 'button', id: 'pause', class: 'quiet' }, 'Pause');
    pause.addEventListener('click', async () => {
      await send('PUT', '/api/v1/simulation', { paused: !this.#paused });
      this.#again();
    });
    document.querySelector('main').before(make(
      'section', { class: 'panel', id: 'simulation', 'aria-labelledby': 'simulation-title' },
      make('div', { class: 'panel-head' }, make('h2', { id: 'simulation-title' }, 'Simulated'), make('p', { class: 'lead', id: 'simulation-time' }), pause),
      make('p', { class: 'note', id: 'simulation-shows' }),
      make('p', { id: 'simulation-past', hidden: '' }, make('span', { id: 'simulation-when' }), make('a', { id: 'usage-then' }, 'Usage of the simulated day')),
      make('p', { id: 'simulation-now' }),
      make('div', { class: 'truths', id: 'truths-box', tabindex: '0', role: 'region', 'aria-label': 'Faults, one by one', hidden: '' }, make(
        'table', {},
        make('caption', { class: 'hidden' }, 'Faults, those that happen first'),
        make('thead', {}, make('tr', {}, ...['Kiosk', 'In truth', 'From', 'For', 'Curbline said'].map((head) => make('th', { scope: 'col' }, head)))),
        make('tbody', { id: 'truths' }),
      )),
    ));
  }

  take(answer) {
    $('simulation').classList.toggle('old', answer.state !== 'answered');
    if (answer.state !== 'answered') {
      return;
    }
    const { scenario, time: simulated, paused, over, happening, faults } = answer.body;
    const now = Date.parse(simulated);
    this.#paused = paused;
    setText($('pause'), paused ? 'Go on' : 'Pause');
    const pace = over ? 'over' : paused ? 'paused' : Date.now() - now < BEHIND_MS ? 'real time' : 'faster than real time';
    setText($('simulation-time'), `${second(now)}, ${pace}`);
    showPast(now, over);
    setText($('simulation-shows'), `${scenario.name}: ${scenario.shows}`);
    const known = faults.filter((fault) => fault.happens && fault.said).length;
    setText($('simulation-now'), happening === 0
      ? 'In truth nothing is wrong now. A kiosk can be unplugged on its page.'
      : `${count(happening)} ${happening === 1 ? 'fault happens' : 'faults happen'} now, with a ring on the map; Curbline has said something of ${count(known)}.`);
    $('truths-box').hidden = faults.length === 0;
    $('truths').replaceChildren(...faults.map((fault) => row(fault, now)));
    this.#map.ring(new Set(faults.filter(({ happens }) => happens).map(({ kiosk }) => kiosk)));
  }
}

/** A link to the day that is simulated, unless it is today. */
function showPast(now, over) {
  const day = dayIn(clockZone(), now - 1); // at a midnight it is the one that ended
  $('simulation-past').hidden = Date.now() - now < AN_HOUR * 1000;
  setText($('simulation-when'), over
    ? 'It ended in the past, and this page tells of the present. '
    : 'It has not come to the present yet, of which this page tells. ');
  $('usage-then').href = `/usage?range=custom&from=${day}&to=${later(day, 1)}`;
}

function row(fault, now) {
  const from = Date.parse(fault.from);
  const length = Math.max(0, Math.min(now, Date.parse(fault.to)) - from) / 1000;
  return make(
    'tr', { class: fault.happens ? 'happens' : '' },
    make('th', { scope: 'row' }, make('a', { href: addressOfKiosk(fault.kiosk) }, fault.kiosk)),
    make('td', {}, `${truth(fault)}${fault.byHand ? ' (by hand)' : ''}`),
    make('td', {}, time(from)),
    make('td', {}, `${duration(length)}${fault.happens ? ' so far' : ', over'}`),
    make('td', {}, ...said(fault, now)),
  );
}

/** What is true of one kiosk, and a button to unplug it: on a kiosk's page. */
export class KioskTruth {
  #id;
  #again;

  constructor(id, again) {
    this.#id = id;
    this.#again = again;
    document.head.append(make('link', { rel: 'stylesheet', href: '/simulation.css' }));
    const button = (name, text, press) => {
      const made = make('button', { type: 'button', id: name }, text);
      made.addEventListener('click', press);
      return made;
    };
    const kinds = make(
      'select', { id: 'other-fault' },
      ...Object.entries(OF_KIOSK).filter(([kind]) => kind !== UNPLUGGED).map(([kind, text]) => make('option', { value: kind }, `It ${text}`)),
      ...Object.entries(OF_SERVICE).map(([kind, text]) => make(
        'optgroup', { label: `A service is ${text}` }, ...SERVICES.map(({ id: service, name }) => make('option', { value: `${kind} ${service}` }, `${name}: ${kind}`)),
      )),
    );
    $('kiosk').after(make(
      'section', { class: 'panel', id: 'simulation', 'aria-labelledby': 'simulation-title', hidden: '' },
      make('h2', { id: 'simulation-title' }, 'Simulated'),
      make('p', { class: 'verdict-line', id: 'kiosk-truth' }),
      make('p', { class: 'note', id: 'kiosk-said' }),
      make('div', { class: 'by-hand', id: 'to-begin' },
        button('unplug', 'Unplug this kiosk', () => this.#begin(UNPLUGGED)),
        make('label', {}, 'Or something else: ', kinds),
        button('begin-fault', 'Begin', () => this.#begin(...kinds.value.split(' ')))),
      make('div', { class: 'by-hand', id: 'to-end' }, button('end-fault', 'End it', () => this.#end())),
      make('p', { class: 'note reason', id: 'fault-refused', role: 'status' }),
    ));
  }

  async #begin(kind, service) {
    await this.#order('POST', '/api/v1/simulation/faults', { kiosk: this.#id, kind, service, forSeconds: AN_HOUR });
  }

  async #end() {
    await this.#order('DELETE', `/api/v1/simulation/faults/${encodeURIComponent(this.#id)}`);
  }

  async #order(method, path, body) {
    setText($('fault-refused'), await send(method, path, body).catch(() => 'The server does not answer.'));
    this.#again();
  }

  take(answer) {
    $('simulation').classList.toggle('old', answer.state !== 'answered');
    if (answer.state !== 'answered') {
      return;
    }
    const { time: simulated, simulated: mine, faults } = answer.body;
    const now = Date.parse(simulated);
    const fault = faults.find(({ happens }) => happens);
    const last = fault ?? faults[0];
    $('simulation').hidden = !mine;
    setText($('kiosk-truth'), fault ? `In truth${fault.service ? ':' : ' it'} ${truth(fault)}.` : 'In truth nothing is wrong.');
    $('kiosk-said').replaceChildren(...(last ? [
      `${fault ? `Since ${time(Date.parse(fault.from))}${fault.byHand ? ', by hand' : ''}` : `Before: ${truth(last)}`}. Curbline said: `, ...said(last, now), '.',
    ] : []));
    $('to-begin').hidden = Boolean(fault?.byHand);
    $('to-end').hidden = !fault?.byHand;
    setText($('end-fault'), fault?.kind === UNPLUGGED ? 'Plug it in again' : 'End it');
  }
}
