import { $, draw, icon, keep, make, reshape, setText, shape } from './dom.js';
import { NOWHERE } from './fleet.js';
import { count, duration, moment, when } from './format.js';
import { addressOfKiosk } from './kept.js';
import { NAME, SERVICES, STATE, STATES, WRONG } from './states.js';

const STEP = 30;
/** From so many kiosks on, what they have in common is said once. */
const MANY = 4;
/** What so many boroughs have in common is the city's. */
const EVERYWHERE = 3;
const LISTED = 200;

/** What is wrong now, why and since when: what many share first, then the worst, then the newest. */
export class WrongNow {
  #fleet;
  #clock;
  #most = STEP;
  #rows = [];

  /** @param clock what time it is for what is shown: what is old does not go on */
  constructor(fleet, clock) {
    this.#fleet = fleet;
    this.#clock = clock;
    $('wrong-more').addEventListener('click', () => {
      this.#most += STEP;
      this.#draw();
    });
    setInterval(() => this.#draw(), 15000); // what is relative to now
  }

  show(kiosks) {
    this.#rows = grouped(troubles(kiosks)).sort(compare);
    const services = kiosks.flatMap((kiosk) => SERVICES.map(({ id }) => kiosk.services[id].state)).filter((state) => state !== 'idle');
    const counts = Object.fromEntries([...WRONG].map((state) => [state, services.filter((each) => each === state).length]));
    this.#sum(kiosks, counts, services.length);
    byService(kiosks);
    this.#draw();
  }

  /** It is only said that nothing is wrong if everything is known. */
  #sum(kiosks, counts, all) {
    const wrong = counts.down + counts.suspect + counts.degraded;
    const { unknown } = counts;
    const words = ['down', 'suspect', 'degraded'].filter((state) => counts[state] > 0).map((state) => `${count(counts[state])} ${STATE[state].word}`);
    setText($('wrong-now'), wrong > 0 ? words.join(', ') : all === 0 ? 'No kiosk is in service.' : unknown === 0 ? 'Nothing is wrong.' : 'Nothing is known to be wrong.');
    const share = `${count(unknown)} of ${count(all)} services ${unknown === 1 ? 'is' : 'are'} unknown`;
    const idle = kiosks.filter((kiosk) => kiosk.worst === 'idle').length;
    const rest = [
      this.#fleet.recovered ? '' : 'Curbline was started a moment ago and still reads what it knew before.',
      unknown > 0 ? `${share}: ${this.#whyUnknown(kiosks)}.` : all > 0 ? `Of all ${count(all)} services it is known how they are.` : '',
      idle > 0 ? `${count(idle)} ${idle === 1 ? 'kiosk is' : 'kiosks are'} not in service.` : '',
    ];
    setText($('wrong-unknown'), rest.filter((text) => text).join(' '));
  }

  #whyUnknown(kiosks) {
    const reasons = new Map();
    for (const kiosk of kiosks) {
      for (const service of Object.values(kiosk.services)) {
        if (service.state === 'unknown') {
          const sentence = this.#fleet.sentence(service);
          reasons.set(sentence, (reasons.get(sentence) ?? 0) + 1);
        }
      }
    }
    const told = [...reasons].sort((a, b) => b[1] - a[1]).map(([sentence, n]) => `${reasons.size > 1 ? `${count(n)} ` : ''}because ${lower(sentence)}`);
    return told.join(', ');
  }

  #draw() {
    const shown = this.#rows.slice(0, this.#most);
    const now = this.#clock();
    keep($('wrong-rows'), shown, (row) => row.key, makeRow, (element, row) => this.#fill(element, row, now));
    $('wrong-more').hidden = shown.length === this.#rows.length;
    setText($('wrong-more'), `Show more of ${count(this.#rows.length)}`);
  }

  #fill(element, row, now) {
    const { name, what, why, since, kiosks } = element.parts;
    reshape(element.querySelector('svg'), row.state);
    const alone = row.kiosks.length === 1;
    if (alone) {
      name.setAttribute('href', addressOfKiosk(row.kiosks[0].id));
    }
    setText(name, alone ? row.kiosks[0].id : row.where);
    setText(what, `${alone ? '' : `${count(row.kiosks.length)} kiosks: `}${whatIs(row)}`);
    const details = [...row.details].filter((detail) => detail);
    setText(why, this.#fleet.sentence(row) + (details.length ? ` (${details.slice(0, 3).join(', ')}${details.length > 3 ? ', …' : ''})` : ''));
    setText(since, row.first === null ? '' : sinceWords(row, now));
    if (row.first !== null) {
      since.setAttribute('datetime', new Date(row.first).toISOString());
      since.title = moment(row.first);
    }
    if (kiosks !== null) {
      const listed = row.kiosks.slice(0, LISTED);
      keep(kiosks, listed, ({ id }) => id, ({ id }) => make('li', {}, make('a', { href: addressOfKiosk(id) }, id)), () => {});
      setText(element.parts.unlisted, row.kiosks.length > LISTED ? `and ${count(row.kiosks.length - LISTED)} more, in the list of every kiosk` : '');
    }
  }
}

/** Of each service how many kiosks have it in which state, as a bar and in words. */
function byService(kiosks) {
  keep(
    $('by-service'),
    SERVICES,
    ({ id }) => id,
    ({ id, name }) => make('li', {}, icon(id), make('b', {}, name), draw('svg', { class: 'shares', viewBox: '0 0 100 1', preserveAspectRatio: 'none', 'aria-hidden': 'true' }), make('span', { class: 'words' })),
    (element, { id }) => {
      const counts = STATES.map(({ id: state, word }) => ({ state, word, n: kiosks.filter((kiosk) => kiosk.services[id].state === state).length })).filter(({ n }) => n > 0);
      let x = 0;
      const parts = counts.map(({ state, n }) => {
        const width = (n / kiosks.length) * 100;
        x += width;
        return draw('rect', { class: `spell ${state}`, x: (x - width).toFixed(3), width: width.toFixed(3), y: 0, height: 1 });
      });
      element.querySelector('.shares').replaceChildren(...parts);
      const others = counts.filter(({ state }) => state !== 'up').map(({ word, n }) => `${count(n)} ${word}`);
      setText(element.querySelector('.words'), others.length ? others.join(', ') : counts.length ? 'all up' : '–');
    },
  );
}

function lower(sentence) {
  return sentence[0].toLowerCase() + sentence.slice(1).replace(/\.$/, '');
}

function whatIs({ services, state }) {
  const names = services.length === SERVICES.length ? 'everything' : services.map((id) => NAME[id]).join(', ');
  return `${names} ${STATE[state].word}`;
}

function sinceWords({ first, last }, now) {
  const begun = when(first, now);
  const ended = when(last, now);
  return `since ${begun}${begun === ended ? '' : ` to ${ended}`}, ${duration(Math.max(0, now - last) / 1000)}`;
}

/** Of each kiosk what is wrong: one thing if several services have it in common. */
function troubles(kiosks) {
  const found = [];
  for (const kiosk of kiosks) {
    if (!WRONG.has(kiosk.worst)) {
      continue;
    }
    const mine = new Map();
    for (const { id } of SERVICES) {
      const { state, since, reason, detail } = kiosk.services[id];
      if (WRONG.has(state)) {
        const what = `${state} ${reason} ${detail}`;
        const same = mine.get(what);
        if (same === undefined) {
          mine.set(what, { kiosk, services: [id], state, reason, detail, since });
        } else {
          same.services.push(id);
          same.since = Math.max(same.since, since);
        }
      }
    }
    found.push(...mine.values());
  }
  return found;
}

/** What many have in common becomes one row: of a borough, or of the city if it is so in several of them. */
function grouped(found) {
  return [...Map.groupBy(found, (each) => `${each.state} ${each.reason} ${each.services}`)].flatMap(([kind, group]) => {
    const places = [...Map.groupBy(group, (each) => each.kiosk.borough)];
    const crowds = places.filter(([, each]) => each.length >= MANY);
    if (crowds.length >= EVERYWHERE) {
      const boroughs = places.filter(([place]) => place !== NOWHERE);
      return [row(kind, `${boroughs.length} boroughs`, group)];
    }
    const few = places.filter(([, each]) => each.length < MANY).flatMap(([, each]) => each);
    return [
      ...crowds.map(([place, each]) => row(`${kind} ${place}`, place, each)),
      ...few.map((each) => row(`${each.kiosk.id} ${each.services}`, '', [each])),
    ];
  });
}

function row(key, where, group) {
  const { state, reason, services } = group[0];
  const times = group.map((each) => each.since).filter((since) => since !== null);
  return {
    key,
    where,
    state,
    reason,
    services,
    kiosks: group.map((each) => each.kiosk),
    details: new Set(group.map((each) => each.detail)),
    first: times.length ? times.reduce((a, b) => Math.min(a, b)) : null,
    last: times.length ? times.reduce((a, b) => Math.max(a, b)) : null,
  };
}

function compare(a, b) {
  const [many, more] = [a, b].map(({ kiosks }) => (kiosks.length >= MANY ? kiosks.length : 0));
  return more - many || STATE[a.state].rank - STATE[b.state].rank || (b.last ?? 0) - (a.last ?? 0) || (a.key < b.key ? -1 : 1);
}

function makeRow(row) {
  const alone = row.kiosks.length === 1;
  const parts = {
    name: alone ? make('a', { class: 'who' }) : make('b', { class: 'who' }),
    what: make('span', { class: 'what' }),
    why: make('span', { class: 'why' }),
    since: make('time', { class: 'since' }),
    kiosks: alone ? null : make('ul', { class: 'ids' }),
    unlisted: alone ? null : make('p', { class: 'lead' }),
  };
  const whole = alone ? null : make('details', {}, make('summary', {}, 'Which kiosks'), parts.kiosks, parts.unlisted);
  const element = make('li', {}, shape(row.state), make('div', {}, make('p', {}, parts.name, ' ', parts.what), parts.why, whole), parts.since);
  element.parts = parts;
  return element;
}
