// Reads the series that forecasts are measured on.
import { readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';

const NAB = join(import.meta.dirname, 'nab');
const DAY = 86_400;

const seconds = (time) => Date.parse(`${time.replace(' ', 'T')}Z`) / 1000;

/** Returns the series of NAB in equal steps; NaN for a step without a value. */
export async function nabSeries() {
  const files = (await readdir(NAB)).filter((name) => name.endsWith('.csv.gz')).sort();
  return Promise.all(
    files.map(async (file) => {
      const text = gunzipSync(await readFile(join(NAB, file))).toString();
      const lines = text.trim().split('\n').slice(1);
      const pairs = lines
        .map((line) => line.split(','))
        .map(([time, value]) => [seconds(time), Number(value)]);
      const [begin, step] = [pairs[0][0], pairs[1][0] - pairs[0][0]];
      const place = (time) => Math.round((time - begin) / step);
      const values = new Float64Array(place(pairs.at(-1)[0]) + 1).fill(NaN);
      for (const [time, value] of pairs) values[place(time)] = value;
      return { name: file.replace('.csv.gz', ''), values, step, day: DAY / step, week: (7 * DAY) / step };
    }),
  );
}

/**
 * Returns the hourly series of the M4 competition below the folder that `FORECAST_DATA` names, each with the 48 hours to
 * forecast; none if the folder is not given.
 */
export async function m4Series() {
  const folder = process.env.FORECAST_DATA;
  if (folder === undefined) return [];
  const [past, future] = await Promise.all(
    ['hourly-train.csv', 'hourly-test.csv'].map(async (file) => m4Rows(join(folder, 'm4', file))),
  );
  return past.map((values, at) => ({ values, future: future[at] }));
}

async function m4Rows(file) {
  const lines = (await readFile(file, 'utf8')).trim().split('\n').slice(1);
  return lines.map((line) =>
    line
      .split(',')
      .slice(1)
      .map((cell) => cell.replaceAll('"', ''))
      .filter((cell) => cell !== '' && cell !== 'NA')
      .map(Number),
  );
}
