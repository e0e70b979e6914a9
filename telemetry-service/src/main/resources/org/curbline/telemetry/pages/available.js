import { countedOf, countedWords } from './counted.js';
import { $, make, setText } from './dom.js';
import { count, duration, percent, useZone } from './format.js';
import { NAME, SERVICES } from './states.js';

/** How much of the last week each service worked, by what is known by now. */
export class Available {
  show(answer) {
    if (answer.state !== 'answered') {
      return;
    }
    const { rows, target, zone } = answer.body;
    useZone(zone);
    setText($('available-lead'), rows.length === 0 ? 'It was not in service in this time.' : rows.every(({ why }) => why) ? rows[0].why : `as later known; maintenance left out; target ${percent(target)}${countedWords(answer.body)}`);
    const counted = countedOf(answer.body);
    setText($('week-counted'), counted ? `Of this time ${counted} are counted as available or not. Of the rest nobody could know how it was: it is unknown here, and left out there.` : '');
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
