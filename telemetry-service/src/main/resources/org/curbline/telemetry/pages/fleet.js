import { ask, pauseAfter } from './api.js';
import { SERVICES, STATE, worst } from './states.js';
import { Stream } from './stream.js';

/** Where a kiosk is that nobody gave a place. */
export const NOWHERE = 'Place unknown';
const CHECK_MS = 30000;
const CHECK_AGAIN_MS = 5000;
const UNTIL_RECOVERED_MS = 3000;
/** What comes at once is shown at once; what comes in a burst, so often. */
const FRAME_MS = 250;
const NOT_IN_SERVICE = 'not-in-service';
const UP = { state: 'up', since: null, reason: 'reported-up', detail: '' };
const NEVER = {
  ACTIVE: { state: 'unknown', since: null, reason: 'never-connected', detail: '' },
  MAINTENANCE: { state: 'maintenance', since: null, reason: 'under-maintenance', detail: '' },
};
const IDLE = { state: 'idle', since: null, reason: NOT_IN_SERVICE, detail: '' };
const OWN_SENTENCES = {
  'never-connected': 'The kiosk has never connected.',
  'never-reported': 'The kiosk has never said anything of this service.',
};

/**
 * The state of every kiosk, as the gateway says: asked for once, kept by the event stream from exactly there on, and
 * checked against the gateway's own counts now and then. When events are missing, or the counts differ, it is asked for
 * again. Views are told of changes, a burst of them at once, and change nothing here.
 */
export class Fleet {
  /** id -> {id, borough, latitude, longitude, lifecycle, connected, connectionSince, services: id -> {state, since, reason, detail}, worst} */
  kiosks = new Map();
  /** Whether the gateway has read what was known before it was started. */
  recovered = true;
  #sentences = {};
  #stream = new Stream('', {
    hear: (data) => this.#hear(data),
    opened: () => this.#told({ state: 'live' }),
    lost: () => this.#told({ state: 'lost' }),
    gap: () => this.#load(),
  });
  #told;
  #changed;
  #heard = [];
  #frame = 0;
  #shownAt = 0;
  #accepted = '';
  #suspected = '';
  #askedAgain = false;
  #loading = false;

  /**
   * @param changed called with the worsened kiosks after kiosks have changed; with null when all were asked for anew
   * @param told {state: 'live'}, {state: 'lost'}, or what an API answer says that is none
   */
  constructor(changed, told) {
    this.#changed = changed;
    this.#told = told;
    this.#load();
    setTimeout(() => this.#check(), CHECK_MS);
  }

  /** Why, as a sentence. */
  sentence({ reason }) {
    return OWN_SENTENCES[reason] ?? this.#sentences[reason] ?? reason;
  }

  async #load() {
    if (this.#loading) {
      return;
    }
    this.#loading = true;
    const answer = await ask('/api/v1/kiosks');
    this.#loading = false;
    if (answer.state !== 'answered') {
      this.#told(answer);
      setTimeout(() => this.#load(), pauseAfter(answer, 0));
      return;
    }
    const { kiosks, sentences, position, recovered } = answer.body;
    this.#heard = [];
    this.#sentences = sentences;
    this.recovered = recovered;
    this.kiosks = new Map(kiosks.map((kiosk) => [kiosk.id, read(kiosk)]));
    this.#changed(null);
    this.#stream.listen(position);
    if (!recovered) {
      setTimeout(() => this.#load(), UNTIL_RECOVERED_MS);
    }
  }

  #hear(data) {
    this.#heard.push(data);
    if (this.#frame === 0) {
      const wait = Math.max(0, this.#shownAt + FRAME_MS - performance.now());
      this.#frame = setTimeout(() => requestAnimationFrame(() => this.#take()), wait);
    }
  }

  #take() {
    this.#frame = 0;
    this.#shownAt = performance.now();
    const worse = new Set();
    let strange = false;
    for (const data of this.#heard) {
      const kiosk = this.kiosks.get(data.kiosk);
      if (kiosk === undefined) {
        strange = true; // it was discovered, or registered since
      } else if (data.service === undefined) {
        kiosk.connected = data.connection === 'online';
        kiosk.connectionSince = Date.parse(data.since);
        kiosk.heard = true;
      } else {
        const before = kiosk.worst;
        strange ||= (data.reason === NOT_IN_SERVICE) !== (kiosk.services[data.service].reason === NOT_IN_SERVICE); // its lifecycle is another
        this.#apply(kiosk, data);
        if (STATE[kiosk.worst].rank < STATE[before].rank) {
          worse.add(kiosk);
        }
      }
    }
    this.#heard = [];
    this.#changed(worse);
    if (strange) {
      this.#load();
    }
  }

  #apply(kiosk, { service, state, since, reason = '', sentence, detail = '' }) {
    if (sentence) {
      this.#sentences[reason] = sentence;
    }
    kiosk.heard = true;
    kiosk.services[service] = { state: reason === NOT_IN_SERVICE ? 'idle' : state, since: Date.parse(since), reason, detail };
    kiosk.worst = worst(SERVICES.map(({ id }) => kiosk.services[id].state));
  }

  /** The gateway's counts and ours must agree; what no event tells of, such as a kiosk that was registered, makes them differ. */
  async #check() {
    const [fleet, list] = document.hidden ? [{}, {}] : await Promise.all([ask('/api/v1/status'), ask('/api/v1/kiosks?limit=1')]);
    let wait = CHECK_MS;
    if (fleet.state === 'answered' && list.state === 'answered') {
      const difference = this.#difference(fleet.body.services, list.body);
      if (this.#askedAgain) {
        this.#accepted = difference; // kiosks that report without being registered, say: asking again changes nothing
        this.#askedAgain = false;
      } else if (difference !== this.#accepted && difference === this.#suspected) {
        this.#askedAgain = true;
        this.#stream.stop();
        this.#load();
      } else if (difference !== this.#accepted) {
        wait = CHECK_AGAIN_MS; // events may be under way
      }
      this.#suspected = difference;
    }
    setTimeout(() => this.#check(), wait);
  }

  /** By how many the gateway's counts are others than ours, in words that compare. */
  #difference(services, { known, connected }) {
    const mine = {};
    for (const kiosk of this.kiosks.values()) {
      for (const { id } of kiosk.heard ? SERVICES : []) {
        const { state } = kiosk.services[id];
        const name = `${id} ${state === 'idle' ? NOT_IN_SERVICE : state}`;
        mine[name] = (mine[name] ?? 0) + 1;
      }
    }
    const counts = SERVICES.flatMap(({ id }) => Object.entries(services[id]).map(([state, n]) => n - (mine[`${id} ${state}`] ?? 0)));
    const online = [...this.kiosks.values()].filter((kiosk) => kiosk.connected).length;
    return [known - this.kiosks.size, connected - online, ...counts].join();
  }
}

function read({ id, lifecycle, borough, latitude, longitude, connected, connectedSince, disconnectedSince, services, why = {} }) {
  const states = {};
  for (const service of SERVICES) {
    const state = services[service.id];
    const { since, reason, detail = '' } = why[service.id] ?? {};
    states[service.id] =
      state === undefined
        ? (NEVER[lifecycle] ?? IDLE)
        : state === 'up'
          ? UP
          : { state: reason === NOT_IN_SERVICE ? 'idle' : state, since: Date.parse(since), reason, detail };
  }
  return {
    id,
    lifecycle,
    borough: borough || NOWHERE,
    latitude,
    longitude,
    connected,
    connectionSince: Date.parse(connectedSince ?? disconnectedSince ?? '') || null,
    heard: Object.keys(services).length > 0,
    services: states,
    worst: worst(SERVICES.map((service) => states[service.id].state)),
  };
}
