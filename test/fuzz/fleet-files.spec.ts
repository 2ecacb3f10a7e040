import { fc, SEED } from '../support/chances.js';
import { stringify } from 'yaml';
import { Failure } from '../../src/cli/failure.js';
import { checkRows } from '../../src/cli/fleet/check-rows.js';
import { decodeFleet } from '../../src/cli/fleet/decode.js';
import { FORMATS, type Format } from '../../src/cli/fleet/format.js';
import { readRows } from '../../src/cli/fleet/read-rows.js';
import { loadSettings } from '../../src/platform/config/load-settings.js';
import { fleet } from '../factories/registration.factory.js';
import { filesLike } from './files.js';
import { RUNS } from './options.js';

jest.setTimeout(3_600_000);

const workers = fleet(3);
const SOUND: Readonly<Record<Format, string>> = {
  json: JSON.stringify({ workers }, undefined, 1),
  ndjson: workers.map((each) => JSON.stringify(each)).join('\n'),
  yaml: `workers:\n${stringify(workers.map((each) => ({ ...each, tags: ['a', 'b'] })))}`,
  csv: 'workerId,name,hostAddress,maxConcurrentJobs,tags,activeJobs,reconnect\nw-1,"One, two",192.0.2.1:80,4,"a,b",,{}\nw-2,"T""wo",,1,,"j1,j2",\n',
};

/** Undefined if the file is refused as a whole, with a sentence. */
function readable(text: string): string | undefined {
  try {
    return decodeFleet(Buffer.from(text), 'The file', undefined);
  } catch (error) {
    if (error instanceof Failure) return undefined;
    throw error;
  }
}

describe(`A fleet file at random (seed ${SEED})`, () => {
  it.each(FORMATS)('of %s is read, or is refused with the place and reason of each fault', async (format) => {
    const settings = loadSettings();
    const property = fc.asyncProperty(filesLike(SOUND[format]), async (text) => {
      const read = readable(text);
      if (read === undefined) return;
      const { ready, faults } = checkRows(await readRows(read, format), settings);
      expect(faults.filter(({ line, message }) => !(line >= 1) || message.trim() === '')).toEqual([]);
      expect(ready.filter(({ workerId }) => workerId === '')).toEqual([]);
    });
    await fc.assert(property, { numRuns: RUNS * 3 });
  });
});
