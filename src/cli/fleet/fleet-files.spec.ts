import { gzipSync } from 'node:zlib';
import { loadSettings } from '../../platform/config/load-settings.js';
import { Failure } from '../failure.js';
import { checkRows } from './check-rows.js';
import { decodeFleet } from './decode.js';
import { formatOf, looksLikeFile, type Format } from './format.js';
import { faultSentences } from './group-faults.js';
import { readRows } from './read-rows.js';

const settings = loadSettings();

async function check(bytes: Buffer | string, format: Format = 'csv', encoding?: string) {
  const text = decodeFleet(Buffer.from(bytes), 'fleet', encoding);
  return checkRows(await readRows(text, format), settings);
}

async function found(bytes: Buffer | string, format?: Format, encoding?: string) {
  const { ready, faults, faulty } = await check(bytes, format, encoding);
  return {
    ready: ready.map(({ line, workerId }) => [line, workerId]),
    faults: faults.map(({ line, workerId }) => [line, workerId]),
    faulty,
  };
}

const failureOf = (bytes: Buffer | string, encoding?: string): string => {
  try {
    decodeFleet(Buffer.from(bytes), 'fleet.csv', encoding);
  } catch (error) {
    return (error as Failure).line;
  }
  return 'none';
};

const utf16be = (text: string): Buffer => Buffer.from(text, 'utf16le').swap16();

describe('A CSV file', () => {
  // Faults on lines 4 and 6, where the second row spans two lines, and empty rows at the end.
  const ROWS = [
    ['workerId', 'name', 'maxConcurrentJobs', 'tags'],
    ['c-1', '"Müller, ""Jürgen""\nHalle 2"', '4', '"a,b"'],
    ['c-2', 'b', '400', ''],
    ['c-3', 'c', '4', ''],
    ['c-4', 'd', '400', ''],
    ['', '', '', ''],
    ['c-5', '€uro', '4', ''],
    ['', '', '', ''],
    ['', '', '', ''],
  ];
  const EXPECTED = {
    ready: [
      [2, 'c-1'],
      [5, 'c-3'],
      [8, 'c-5'],
    ],
    faults: [
      [4, 'c-2'],
      [6, 'c-4'],
    ],
    faulty: 2,
  };
  const written = (delimiter: string, lineEnd: string, first = ''): string =>
    (first + ROWS.map((row) => `${row.join(delimiter)}\n`).join('')).replaceAll('\n', lineEnd);
  const ENDS = { LF: '\n', CRLF: '\r\n', CR: '\r' };
  const DELIMITERS = { comma: ',', semicolon: ';', tab: '\t' };
  const ENCODINGS: Record<string, (text: string) => Buffer> = {
    'UTF-8': (text) => Buffer.from(text),
    'UTF-8 with a BOM': (text) => Buffer.from(`\ufeff${text}`),
    'UTF-16 LE with a BOM': (text) => Buffer.from(`\ufeff${text}`, 'utf16le'),
    'UTF-16 BE with a BOM': (text) => utf16be(`\ufeff${text}`),
    gzip: (text) => gzipSync(text),
  };
  const forms = Object.entries(ENDS).flatMap(([end, lineEnd]) =>
    Object.entries(DELIMITERS).flatMap(([name, delimiter]) =>
      Object.entries(ENCODINGS).map(
        ([encoding, encode]) =>
          [`${end}, ${name}, ${encoding}`, encode(written(delimiter, lineEnd))] as const,
      ),
    ),
  );

  it.each(forms)('reports each fault at its line: %s', async (_form, bytes) => {
    expect(await found(bytes)).toEqual(EXPECTED);
  });

  it.each(['sep=;\n', 'SEP=;\n', '"sep=;"\n'])('may begin with %j, which counts as a line', async (first) => {
    const { ready, faults } = await found(written(';', '\r\n', first));
    expect([ready[0], faults[0]]).toEqual([
      [3, 'c-1'],
      [5, 'c-2'],
    ]);
  });

  it('keeps quotes, line breaks and decimal commas of spreadsheets', async () => {
    const { ready } = await check(
      'workerId;name;maxConcurrentJobs;workerLoadFactor\r\nw;"Müller; ""J""\r\nHalle 2";4;0,5\r\n',
    );
    expect(ready[0]!.description).toMatchObject({ name: 'Müller; "J"\nHalle 2', workerLoadFactor: 0.5 });
  });

  it('continues after broken quotes, at the right lines', async () => {
    const text = [
      'workerId,name,maxConcurrentJobs',
      'w-1,"One\nand a half",1',
      '',
      'w-2,"Tw"o,1',
      'w-3,Thr"ee,1',
      'w-4,Four,400',
      'w-5,"Five,1',
      'w-6,Six,1',
    ].join('\r\n');
    expect(await found(text)).toEqual({
      ready: [
        [2, 'w-1'],
        [9, 'w-6'],
      ],
      faults: [
        [5, null],
        [6, null],
        [7, 'w-4'],
        [8, null],
      ],
      faulty: 4,
    });
  });

  it('reports columns that appear twice, and uses none of the rows', async () => {
    const { ready, faults } = await check('workerId,name,workerId\nw,n,x\n');
    expect(ready).toEqual([]);
    expect(faults).toMatchObject([
      { line: 1, message: 'The column "workerId" appears 2 times (columns 1, 3)' },
    ]);
  });

  it('in another encoding is refused with its lines, or converted', async () => {
    const bytes = Buffer.from(
      'workerId,name,maxConcurrentJobs\r\nx-1,a,1\r\nx-2,M\xfcller,4\r\nx-3,\x80,4\r\n',
      'latin1',
    );
    expect(failureOf(bytes)).toMatch(/^Line 3 of fleet\.csv \(and 1 more\) is not UTF-8\. .*windows-1252/);
    const { ready } = await check(bytes, 'csv', 'windows-1252');
    expect(ready.map(({ description }) => description.name)).toEqual(['a', 'Müller', '€']);
  });
});

describe('A fleet file', () => {
  const worker = (workerId: string, maxConcurrentJobs = 1) => ({ workerId, name: 'n', maxConcurrentJobs });
  const THREE = [worker('w-1'), worker('w-2', 400), worker('w-3')].map((each) => JSON.stringify(each));
  const FILES: readonly (readonly [Format, string, number])[] = [
    ['ndjson', THREE.join('\n\n'), 3],
    ['json', `{"workers": [\n${THREE.join(',\n')}\n]}`, 3],
    ['yaml', `- ${THREE.join('\n- ')}\n`, 2],
  ];
  const forms = FILES.flatMap(([format, text, line]) =>
    ['\n', '\r\n', '\r'].flatMap((end) =>
      ['', '\ufeff'].map((mark) => [format, mark + text.replaceAll('\n', end), line] as const),
    ),
  );

  it.each(forms)('of %s reports its faults at their lines: %j', async (format, text, line) => {
    const { ready, faults, faulty } = await found(text, format);
    expect(ready.map(([, workerId]) => workerId)).toEqual(['w-1', 'w-3']);
    expect([faults, faulty]).toEqual([[[line, 'w-2']], 1]);
  });

  it('counts faulty rows, not faults or lines', async () => {
    const [bad, worse] = [worker('w-1', 400), { ...worker('w-2', 400), port: 'x' }];
    expect(await found(JSON.stringify([bad, worse]), 'json')).toMatchObject({ faulty: 2 });
  });

  it.each<[string, Buffer | string, RegExp]>([
    [
      'a workbook',
      Buffer.from('PK\u0003\u0004…'),
      /is an Excel workbook or another ZIP archive\. Save it as CSV/,
    ],
    ['UTF-16 without a BOM', Buffer.from('a,b\nc,d', 'utf16le'), /^Line 1 of .* NUL characters\. .*utf-16le/],
    ['UTF-32', Buffer.from([0xff, 0xfe, 0, 0, 0x61, 0, 0, 0]), /is UTF-32 text\. Save it as UTF-8/],
    ['UTF-32, big-endian', Buffer.from([0, 0, 0xfe, 0xff, 0, 0, 0, 0x61]), /is UTF-32 text/],
    ['UTF-32 without a BOM', Buffer.from([0x61, 0, 0, 0, 0x62, 0, 0, 0]), /is UTF-32 text/],
    ['damaged gzip', Buffer.from([0x1f, 0x8b, 8, 0, 1]), /is a damaged gzip file/],
  ])('that is %s is identified', (_what, bytes, message) => {
    expect(failureOf(bytes)).toMatch(message);
  });

  it('must have an existing encoding', () => {
    expect(failureOf('a', 'klingon')).toMatch(/^Unknown encoding klingon\. Try windows-1252/);
  });

  it.each([
    ['- workerId: a\n---\n- workerId: b\n'],
    ['- &a [*a]\n- *b\n'],
    ['a: [1\n'],
    [
      `- &a [x, x, x, x, x, x, x, x, x, x, x]\n- &b [*a, *a, *a, *a, *a, *a, *a, *a, *a, *a, *a, *a]\n- &c [*b, *b, *b, *b, *b, *b, *b, *b, *b]\n- [*c, *c]\n`,
    ],
  ])('of YAML is refused with a readable message: %j', async (text) => {
    const { faults } = await check(text, 'yaml');
    expect(faults.length).toBeGreaterThan(0);
    for (const { message } of faults)
      expect(message).not.toMatch(/YAML\.|\(\)|parse[A-Z]|resource exhaustion/);
  });

  it('differs from a worker by its name, whether or not it exists', () => {
    const files = [
      'fleet.csv.gz',
      'nothere.tsv',
      'nothere.xlsx',
      './fleet',
      'a\\b',
      '-',
      'FLEET.CSV',
      'f.xlsx.csv.bak',
      'f.csv.1',
      'f.yaml~',
    ];
    const workers = ['worker-1', 'node1.example.org', 'w.1'];
    expect([...files, ...workers].filter(looksLikeFile)).toEqual(files);
    expect(formatOf('fleet.csv.gz')).toBe('csv');
  });
});

describe('Faults', () => {
  const fault = (line: number, message: string) => ({ line, workerId: `w-${line}`, field: 'port', message });

  it('that are equal share one message with all their lines', () => {
    expect(
      faultSentences([fault(4, 'Too big'), fault(5, 'No'), fault(7, 'Too big'), fault(6, 'Too big')]),
    ).toEqual(['port: Too big: 3 rows: lines 4, 6-7', 'line 5: w-5 port: No']);
  });
});
