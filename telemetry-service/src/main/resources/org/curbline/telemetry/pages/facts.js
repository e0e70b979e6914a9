import { $, make, setText } from './dom.js';
import { count, duration, moment, rate } from './format.js';
import { NAME, SERVICES, STATE } from './states.js';

const LIFECYCLES = {
  PLANNED: 'planned, not installed yet',
  INSTALLED: 'installed, not active yet',
  ACTIVE: 'in service',
  MAINTENANCE: 'in maintenance',
  REMOVED: 'removed',
};
/** How a connection ended, in MQTT's words, for people. */
const ENDINGS = {
  'keep-alive-timeout': 'nothing was heard of it any more',
  'connection-lost': 'the connection broke',
  disconnected: 'it said goodbye',
};

/** What a computer says of itself that is not as it should be. */
const AMISS = {
  supply: { low: 'too little voltage' },
  processor: { slowed: 'slowed down' },
  link: { down: 'network link down' },
  clock: { gateway: 'clock not kept right, the gateway’s is used', held: 'clock not kept right any more', unknown: 'time was not known' },
};

/** The state of a service as this page names it. */
export const shownState = ({ state, reason }) => (reason === 'not-in-service' ? 'idle' : state);

/** A kiosk's services in one sentence, the worst first. */
export function verdict(services) {
  const by = Object.groupBy(services, shownState);
  const states = Object.keys(by).sort((a, b) => STATE[a].rank - STATE[b].rank);
  if (states.length === 1) {
    return states[0] === 'idle' ? 'This kiosk is not in service.' : `Everything is ${STATE[states[0]].word}.`;
  }
  const parts = states.map((state) => `${by[state].map(({ service }) => NAME[service]).join(', ')} ${STATE[state].word}`);
  return `${parts.join('; ')}.`;
}

/** Where a kiosk is, what it is, and whether it is connected. */
export function showFacts(kiosk) {
  setText($('kiosk-state'), verdict([...kiosk.services].sort((a, b) => order(a) - order(b))));
  const facts = [
    ['Connection', connection(kiosk.connection)],
    ['Place', place(kiosk)],
    ['Computer', computer(kiosk.health)],
    ['Lifecycle', LIFECYCLES[kiosk.lifecycle] ?? 'not registered'],
    ['Type', kiosk.type],
    ['Reports', `expected every ${duration(kiosk.expected.reportEverySeconds)}; what is older than ${duration(kiosk.expected.reportAllowedAgeSeconds)} counts as unknown`],
    ...(kiosk.maintenance ?? []).map((window) => ['Maintenance', `${moment(Date.parse(window.from))} to ${moment(Date.parse(window.to))}: ${window.reason}`]),
  ];
  const rows = facts.filter(([, text]) => text).map(([name, text]) => make('div', {}, make('dt', {}, name), make('dd', {}, text)));
  if ($('facts').textContent !== rows.map((row) => row.textContent).join('')) {
    $('facts').replaceChildren(...rows);
  }
}

const order = ({ service }) => SERVICES.findIndex(({ id }) => id === service);

function connection({ state, since, reason }) {
  const begun = since ? ` since ${moment(Date.parse(since))}` : '';
  if (state === 'online') {
    return `connected${begun}`;
  }
  return since ? `not connected${begun}${reason ? `: ${ENDINGS[reason] ?? reason}` : ''}` : 'has not connected since the gateway started';
}

/** What is amiss with it first; what it says not is well as far as anybody knows. */
function computer(health) {
  if (!health) {
    return '';
  }
  const { at, temperatureCelsius, cpuPercent, load, memoryPercent, diskPercent, linkMegabits, lostEvents, uptimeSeconds } = health;
  const amiss = Object.entries(AMISS).flatMap(([part, words]) => words[health[part]] ?? []);
  if (lostEvents) {
    amiss.push(`${count(lostEvents)} event${lostEvents === 1 ? '' : 's'} lost`);
  }
  const measured = [
    temperatureCelsius !== undefined && `${rate(temperatureCelsius)} °C`,
    cpuPercent !== undefined && `processor ${rate(cpuPercent)} %`,
    load !== undefined && `load ${rate(load)}`,
    memoryPercent !== undefined && `memory ${rate(memoryPercent)} %`,
    diskPercent !== undefined && `card ${rate(diskPercent)} %`,
    linkMegabits !== undefined && `link ${count(linkMegabits)} Mbit/s`,
    uptimeSeconds !== undefined && `up ${duration(uptimeSeconds)}`,
  ];
  return `${[...amiss, ...measured.filter((part) => part)].join(', ') || 'nothing is measured'}; as of ${moment(Date.parse(at))}`;
}

function place({ address, neighborhood, borough, communityBoard, latitude, longitude }) {
  const parts = [address, neighborhood, borough, communityBoard && `community board ${communityBoard}`];
  const point = Number.isFinite(latitude) ? `${latitude.toFixed(5)}, ${longitude.toFixed(5)}` : 'where it is, is not known';
  return [...parts, point].filter((part) => part).join(', ');
}
