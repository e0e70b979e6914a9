import { $, make, setText } from './dom.js';
import { count, duration, moment, percent, useZone } from './format.js';
import { NAME, SERVICES } from './states.js';

/** How much of the last week each service worked, by what is known by now. */
export class Available {
  show(answer) {
    if (answer.state !== 'answered') {
      return;
    }
    const { rows, target, zone, knownSince } = answer.body;
    useZone(zone);
    setText($('available-lead'), rows.length === 0 ? 'It was not in service in this time.' : rows.every(({ why }) => why) ? rows[0].why : `as later known; maintenance left out; target ${percent(target)}${knownSince ? `; nothing is known from before ${moment(Date.parse(knownSince))}` : ''}`);
    $('shares').hidden = rows.every(({ why }) => why);
    const shown = SERVICES.flatMap(({ id }) => rows.filter((row) => row.service === id));
    $('share-rows').replaceChildren(...shown.map((row) => make('tr', {}, make('th', { scope: 'row' }, NAME[row.service]), ...cells(row).map((text) => make('td', {}, text)))));
  }
}

function cells({ availability, unknownShare, targetMet, outages, longestOutageSeconds }) {
  if (availability === undefined || availability === null) {
    return ['–', '–', '–', '–', '–'];
  }
  return [percent(availability), percent(unknownShare), targetMet ? 'met' : 'missed', count(outages), outages > 0 ? duration(longestOutageSeconds) : '–'];
}
