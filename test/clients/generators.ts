import { execFile, spawnSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { cacheFolder, nameOf } from '../support/cache-folder.js';

const HERE = join(import.meta.dirname, 'generated');
const ROOT = join(import.meta.dirname, '../..');
const DOCUMENT = join(ROOT, 'docs/openapi.json');
/** Downloads stay here, and in the caches of the tools. */
const CACHE = join(cacheFolder(), 'client-generators');

const VERSIONS = {
  openApiGenerator: '7.16.0',
  oapiCodegen: 'v2.8.2',
  oapiRuntime: 'v1.9.0',
  openApiTypescript: '7.13.0',
  openApiFetch: '0.14.0',
} as const;

/** A generator of clients, whose client a program of the folder `generated` uses. */
export interface Generator {
  readonly name: string;
  /** Downloads what it needs. @returns false if that cannot be had */
  readonly fetch: () => boolean;
  /** Generates and compiles in a folder. @returns the command of the program */
  readonly build: (folder: string) => Promise<readonly string[]>;
}

/** Output of a step that failed is in the error. */
async function run(cwd: string, program: string, ...args: string[]): Promise<void> {
  const options = { cwd, env: { ...process.env, ...GO_ENV }, maxBuffer: 64 * 1024 * 1024 };
  await promisify(execFile)(program, args, options).catch((error: Error & { stdout?: string }) => {
    throw new Error(`${error.message}\n${error.stdout ?? ''}`);
  });
}

// Without paths, an equal client is compiled once, in whichever temporary folder it is.
const GO_ENV = { GOFLAGS: '-buildvcs=false -mod=mod -trimpath', GOTOOLCHAIN: 'local', GOWORK: 'off' };

function works(program: string, ...args: string[]): boolean {
  mkdirSync(CACHE, { recursive: true });
  const env = { ...process.env, ...GO_ENV };
  return spawnSync(program, args, { cwd: CACHE, env, stdio: 'ignore' }).status === 0;
}

/** Makes a folder of the cache, unless it is there already; other runs may make it meanwhile. @returns whether it is there */
function cached(folder: string, make: (draft: string) => boolean): boolean {
  if (existsSync(folder)) return true;
  mkdirSync(CACHE, { recursive: true });
  const draft = mkdtempSync(join(CACHE, 'draft-'));
  try {
    if (make(draft)) renameSync(draft, folder);
  } catch {
    // Another run was faster.
  }
  rmSync(draft, { recursive: true, force: true });
  return existsSync(folder);
}

const JAR_FOLDER = join(CACHE, `openapi-generator-${VERSIONS.openApiGenerator}`);
const JAR = join(JAR_FOLDER, `openapi-generator-cli-${VERSIONS.openApiGenerator}.jar`);
const DEPENDENCY = 'org.apache.maven.plugins:maven-dependency-plugin:3.6.1';

const fetchJar = (): boolean =>
  works('java', '-version') &&
  cached(JAR_FOLDER, (draft) =>
    works(
      'mvn',
      '-q',
      '-B',
      `${DEPENDENCY}:copy`,
      `-Dartifact=org.openapitools:openapi-generator-cli:${VERSIONS.openApiGenerator}`,
      `-DoutputDirectory=${draft}`,
    ),
  );

/** For programs that end before the optimising compiler pays. */
const SHORT_LIVED = ['-XX:TieredStopAtLevel=1', '-XX:+UseSerialGC'];

const generate = (folder: string, generator: string, ...more: string[]): Promise<void> =>
  run(
    folder,
    'java',
    ...SHORT_LIVED,
    '-jar',
    JAR,
    'generate',
    '-i',
    DOCUMENT,
    '-g',
    generator,
    '-o',
    'client',
    ...more,
  );

const goModule = (...requirements: string[]): string =>
  ['module localhost/generated/worker', 'go 1.21', ...requirements].join('\n');

const OPENAPI_GENERATOR_GO: Generator = {
  name: 'openapi-generator for Go',
  fetch: () => works('go', 'version') && fetchJar(),
  build: async (folder) => {
    const at = ['--git-host', 'localhost', '--git-user-id', 'generated', '--git-repo-id', 'client'];
    await generate(folder, 'go', '--package-name', 'client', ...at);
    cpSync(join(HERE, 'go-openapi-generator/main.go'), join(folder, 'main.go'));
    const needed = 'require localhost/generated/client v0.0.0';
    writeFileSync(join(folder, 'go.mod'), goModule(needed, 'replace localhost/generated/client => ./client'));
    await run(folder, 'go', 'build', '-o', 'worker', '.');
    return [join(folder, 'worker')];
  },
};

const OAPI_CODEGEN = join(CACHE, `oapi-codegen-${VERSIONS.oapiCodegen}`);

const OAPI_CODEGEN_GO: Generator = {
  name: 'oapi-codegen for Go',
  fetch: () => {
    const module = `github.com/oapi-codegen/oapi-codegen/v2/cmd/oapi-codegen@${VERSIONS.oapiCodegen}`;
    return cached(OAPI_CODEGEN, (draft) =>
      works('env', `GOBIN=${draft}`, 'GOFLAGS=-buildvcs=false', 'go', 'install', module),
    );
  },
  build: async (folder) => {
    mkdirSync(join(folder, 'client'));
    const what = ['-generate', 'types,client', '-package', 'client', '-o', 'client/client.go'];
    await run(folder, join(OAPI_CODEGEN, 'oapi-codegen'), ...what, DOCUMENT);
    cpSync(join(HERE, 'go-oapi-codegen/main.go'), join(folder, 'main.go'));
    const runtime = `require github.com/oapi-codegen/runtime ${VERSIONS.oapiRuntime}`;
    writeFileSync(join(folder, 'go.mod'), goModule(runtime).replace('/worker', ''));
    await run(folder, 'go', 'build', '-o', 'worker', '.');
    return [join(folder, 'worker')];
  },
};

const POM = join(HERE, 'java/pom.xml');
const LIBRARIES = join(CACHE, `java-${nameOf(readFileSync(POM, 'utf8'))}`);

const OPENAPI_GENERATOR_JAVA: Generator = {
  name: 'openapi-generator for Java',
  fetch: () => {
    const copy = ['-q', '-B', '-f', POM, `${DEPENDENCY}:copy-dependencies`];
    return (
      works('javac', '-version') &&
      fetchJar() &&
      cached(LIBRARIES, (draft) => works('mvn', ...copy, `-DoutputDirectory=${draft}`))
    );
  },
  build: async (folder) => {
    await generate(folder, 'java', '--library', 'native');
    const sources = join(folder, 'client/src/main/java');
    const files = readdirSync(sources, { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.java'))
      .map((name) => join(sources, name));
    writeFileSync(join(folder, 'sources'), [...files, join(HERE, 'java/Worker.java')].join('\n'));
    const classPath = `${LIBRARIES}/*`;
    await run(
      folder,
      'javac',
      ...SHORT_LIVED.map((option) => `-J${option}`),
      '-nowarn',
      '-d',
      'classes',
      '-cp',
      classPath,
      '@sources',
    );
    return ['java', ...SHORT_LIVED, '-cp', `${join(folder, 'classes')}:${classPath}`, 'Worker'];
  },
};

const LIBRARIES_OF_PYTHON = ['urllib3<3', 'python-dateutil<3', 'pydantic<3', 'typing-extensions<5'];
const VENV = join(CACHE, `python-${nameOf(...LIBRARIES_OF_PYTHON)}`);
const PYTHON = join(VENV, 'bin/python');

const OPENAPI_GENERATOR_PYTHON: Generator = {
  name: 'openapi-generator for Python',
  fetch: () =>
    fetchJar() &&
    cached(
      VENV,
      (draft) =>
        works('python3', '-m', 'venv', draft) &&
        works(join(draft, 'bin/python'), '-m', 'pip', 'install', '-q', ...LIBRARIES_OF_PYTHON),
    ),
  build: async (folder) => {
    await generate(folder, 'python');
    cpSync(join(HERE, 'python/worker.py'), join(folder, 'client/worker.py'));
    return [PYTHON, join(folder, 'client/worker.py')];
  },
};

const TYPESCRIPT = join(CACHE, `typescript-${VERSIONS.openApiTypescript}-${VERSIONS.openApiFetch}`);

const OPENAPI_TYPESCRIPT: Generator = {
  name: 'openapi-typescript',
  fetch: () => {
    const packages = [
      `openapi-typescript@${VERSIONS.openApiTypescript}`,
      `openapi-fetch@${VERSIONS.openApiFetch}`,
    ];
    return cached(TYPESCRIPT, (draft) =>
      works('npm', 'install', '--silent', '--no-save', '--prefix', draft, ...packages),
    );
  },
  build: async (folder) => {
    const program = join(folder, 'worker.ts');
    cpSync(join(HERE, 'typescript/worker.ts'), program);
    symlinkSync(join(TYPESCRIPT, 'node_modules'), join(folder, 'node_modules'));
    const bin = join(TYPESCRIPT, 'node_modules/.bin/openapi-typescript');
    await run(folder, bin, DOCUMENT, '-o', 'api.d.ts');
    const forms = [
      '--strict',
      '--exactOptionalPropertyTypes',
      'false',
      '--skipLibCheck',
      '--noEmit',
      '--ignoreConfig',
    ];
    const types = ['--typeRoots', join(ROOT, 'node_modules/@types'), '--types', 'node'];
    const modules = ['--module', 'esnext', '--moduleResolution', 'bundler', '--target', 'es2022'];
    await run(folder, join(ROOT, 'node_modules/.bin/tsc'), ...forms, ...types, ...modules, program);
    const bundle = join(folder, 'worker.mjs');
    const esbuild = join(ROOT, 'node_modules/.bin/esbuild');
    await run(folder, esbuild, program, '--bundle', '--platform=node', '--format=esm', `--outfile=${bundle}`);
    return [process.execPath, bundle];
  },
};

export const GENERATORS: readonly Generator[] = [
  OPENAPI_TYPESCRIPT,
  OAPI_CODEGEN_GO,
  OPENAPI_GENERATOR_GO,
  OPENAPI_GENERATOR_PYTHON,
  OPENAPI_GENERATOR_JAVA,
];
