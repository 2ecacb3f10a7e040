import { useEffect, useRef, useState } from 'preact/hooks';
import { Percent, Wide } from '../groups/group-parts.js';
import { Card } from '../parts/card.js';
import { chosenOf, OneOf } from '../parts/one-of.js';
import { Empty, Read } from '../parts/states.js';
import { Link } from '../route/link.js';
import { query } from '../route/route.js';
import { count, counted } from '../words/numbers.js';
import { NONE, type CellGroup, type ColourBy, type GroupedBy } from './cells.js';
import { GroupCanvas } from './group-canvas.js';
import { Legend } from './legend.js';
import { useMap, type FleetMap } from './use-map.js';

const COLOURS: Readonly<Record<ColourBy, string>> = { health: 'Health', load: 'Load', version: 'Version' };
const GROUPINGS: Readonly<Record<GroupedBy, string>> = { zone: 'Zone', host: 'Host', tag: 'Tag' };

/** More groups than these are in the table of hosts or the list. */
const MOST_GROUPS = 300;

/** Each worker of the fleet as a cell. */
export function MapView() {
  const search = query.value;
  const colour = chosenOf(COLOURS, search.get('colour'), 'health');
  const by = chosenOf(GROUPINGS, search.get('group'), 'zone');
  const reading = useMap(by, colour);
  return (
    <div class="wide">
      <h1>Fleet map</h1>
      <div class="tools">
        <Choice name="colour" word="Colour" words={COLOURS} chosen={colour} usual="health" />
        <Choice name="group" word="Group" words={GROUPINGS} chosen={by} usual="zone" />
      </div>
      <Read reading={reading} lines={8}>
        {(map) =>
          map.groups.length === 0 ? (
            <Empty title="No workers yet" />
          ) : (
            <Shown map={map} colour={colour} by={by} />
          )
        }
      </Read>
    </div>
  );
}

interface ChoiceProps {
  name: string;
  word: string;
  words: Readonly<Record<string, string>>;
  chosen: string;
  usual: string;
}

const Choice = ({ word, words, ...choice }: ChoiceProps) => (
  <div class="tool" role="group" aria-label={word}>
    <span aria-hidden="true">{word}</span>
    <OneOf {...choice} texts={words} />
  </div>
);

interface ShownProps {
  map: FleetMap;
  colour: ColourBy;
  by: GroupedBy;
}

function Shown({ map, colour, by }: ShownProps) {
  const place = useRef<HTMLDivElement>(null);
  const [width, setWidth] = useState(0);
  const [pointed, setPointed] = useState('');
  useEffect(() => {
    const resizing = new ResizeObserver(([entry]) => setWidth(entry!.contentRect.width));
    resizing.observe(place.current!);
    return () => resizing.disconnect();
  }, []);
  const shown = map.groups.slice(0, MOST_GROUPS);
  const cells = shown.reduce((sum, group) => sum + group.cells.length, 0);
  const nameOf = (group: CellGroup): string => (group.name === '' ? NONE[map.by] : group.name);
  return (
    <div class="map">
      <Card
        title="Map"
        aside={
          <span class="muted">{map.each > 1 ? `One cell stands for ${count(map.each)} workers` : ''}</span>
        }
      >
        <Legend colour={colour} versions={map.versions} />
        {map.by !== by && <p class="note">A fleet of this size is grouped by zone or host.</p>}
        {by === 'tag' && map.by === by && (
          <p class="note">Workers with several tags are in several groups.</p>
        )}
        <p class="map-pointed" aria-hidden="true">
          <bdi>{pointed || 'Point at a cell to see its worker; click it to open the worker.'}</bdi>
        </p>
        <div class="map-groups" ref={place}>
          {width > 0 &&
            shown.map((group) => (
              <figure key={group.name} class="map-group">
                <figcaption>
                  <bdi>{nameOf(group)}</bdi> <span class="muted">{count(group.workers)}</span>
                </figcaption>
                <GroupCanvas
                  group={group}
                  label={`${nameOf(group)}: ${counted(group.workers, 'worker')}, ${count(group.unwell)} not healthy, ${count(group.lost)} lost`}
                  size={sizeOf(cells)}
                  width={width}
                  onPoint={setPointed}
                />
              </figure>
            ))}
        </div>
        {map.groups.length > MOST_GROUPS && (
          <p class="note">
            And {counted(map.groups.length - MOST_GROUPS, 'group')} without problems or with fewer.
          </p>
        )}
      </Card>
      <Card title="Table" aside={<span class="muted">{counted(map.groups.length, 'group')}</span>}>
        <Wide label="Table of the map">
          <table class="table groups">
            <thead>
              <tr>
                <th scope="col">{GROUPINGS[map.by]}</th>
                {['Workers', 'Not healthy', 'Lost', 'Load'].map((word) => (
                  <th key={word} scope="col" class="number">
                    {word}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {shown.map((group) => (
                <tr key={group.name}>
                  <th scope="row" aria-label={nameOf(group)}>
                    <Link href={group.href}>
                      <bdi>{nameOf(group)}</bdi>
                    </Link>
                  </th>
                  <td class="number">{count(group.workers)}</td>
                  <td class={`number ${group.unwell > 0 ? 'tone-bad strong' : 'muted'}`}>
                    {count(group.unwell)}
                  </td>
                  <td class={`number ${group.lost > 0 ? 'tone-bad strong' : 'muted'}`}>
                    {count(group.lost)}
                  </td>
                  <Percent value={group.load} />
                </tr>
              ))}
            </tbody>
          </table>
        </Wide>
      </Card>
    </div>
  );
}

/** Cells become smaller as they become more. */
function sizeOf(cells: number): number {
  if (cells <= 300) return 24;
  if (cells <= 1000) return 17;
  return cells <= 2500 ? 13 : 10;
}
