import { execFile, spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';

const HERE = join(import.meta.dirname, 'generated');
const ROOT = join(import.meta.dirname, '../..');
const DOCUMENT = join(ROOT, 'docs/openapi.json');
/** Downloads stay here, and in the caches of the tools. */
const CACHE = join(ROOT, 'node_modules/.cache/client-generators');

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

const GO_ENV = { GOFLAGS: '-buildvcs=false -mod=mod', GOTOOLCHAIN: 'local', GOWORK: 'off' };

function works(program: string, ...args: string[]): boolean {
  mkdirSync(CACHE, { recursive: true });
  const env = { ...process.env, ...GO_ENV };
  return spawnSync(program, args, { cwd: CACHE, env, stdio: 'ignore' }).status === 0;
}

const JAR = join(CACHE, `openapi-generator-cli-${VERSIONS.openApiGenerator}.jar`);
const DEPENDENCY = 'org.apache.maven.plugins:maven-dependency-plugin:3.6.1';

const fetchJar = (): boolean =>
  works('java', '-version') &&
  (existsSync(JAR) ||
    works(
      'mvn',
      '-q',
      '-B',
      `${DEPENDENCY}:copy`,
      `-Dartifact=org.openapitools:openapi-generator-cli:${VERSIONS.openApiGenerator}`,
      `-DoutputDirectory=${CACHE}`,
    ));

const generate = (folder: string, generator: string, ...more: string[]): Promise<void> =>
  run(folder, 'java', '-jar', JAR, 'generate', '-i', DOCUMENT, '-g', generator, '-o', 'client', ...more);

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
    return (
      existsSync(OAPI_CODEGEN) ||
      works('env', `GOBIN=${OAPI_CODEGEN}`, 'GOFLAGS=-buildvcs=false', 'go', 'install', module)
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

const LIBRARIES = join(CACHE, 'java-libraries');

const OPENAPI_GENERATOR_JAVA: Generator = {
  name: 'openapi-generator for Java',
  fetch: () => {
    const pom = join(HERE, 'java/pom.xml');
    const copy = ['-q', '-B', '-f', pom, `${DEPENDENCY}:copy-dependencies`];
    return (
      works('javac', '-version') &&
      fetchJar() &&
      (existsSync(LIBRARIES) || works('mvn', ...copy, `-DoutputDirectory=${LIBRARIES}`))
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
    await run(folder, 'javac', '-nowarn', '-d', 'classes', '-cp', classPath, '@sources');
    return ['java', '-cp', `${join(folder, 'classes')}:${classPath}`, 'Worker'];
  },
};

const VENV = join(CACHE, 'python');
const PYTHON = join(VENV, 'bin/python');
const LIBRARIES_OF_PYTHON = ['urllib3<3', 'python-dateutil<3', 'pydantic<3', 'typing-extensions<5'];

const OPENAPI_GENERATOR_PYTHON: Generator = {
  name: 'openapi-generator for Python',
  fetch: () =>
    fetchJar() &&
    (works(PYTHON, '-c', 'import pydantic, urllib3, dateutil') ||
      (works('python3', '-m', 'venv', VENV) &&
        works(PYTHON, '-m', 'pip', 'install', '-q', ...LIBRARIES_OF_PYTHON))),
  build: async (folder) => {
    await generate(folder, 'python');
    cpSync(join(HERE, 'python/worker.py'), join(folder, 'client/worker.py'));
    return [PYTHON, join(folder, 'client/worker.py')];
  },
};

const TYPESCRIPT = join(CACHE, 'typescript');

const OPENAPI_TYPESCRIPT: Generator = {
  name: 'openapi-typescript',
  fetch: () => {
    const packages = [
      `openapi-typescript@${VERSIONS.openApiTypescript}`,
      `openapi-fetch@${VERSIONS.openApiFetch}`,
    ];
    return (
      existsSync(join(TYPESCRIPT, 'node_modules/openapi-fetch')) ||
      works('npm', 'install', '--silent', '--no-save', '--prefix', TYPESCRIPT, ...packages)
    );
  },
  build: async (folder) => {
    const program = join(TYPESCRIPT, 'worker.ts');
    cpSync(join(HERE, 'typescript/worker.ts'), program);
    const bin = join(TYPESCRIPT, 'node_modules/.bin/openapi-typescript');
    await run(TYPESCRIPT, bin, DOCUMENT, '-o', 'api.d.ts');
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
    await run(TYPESCRIPT, join(ROOT, 'node_modules/.bin/tsc'), ...forms, ...types, ...modules, program);
    const bundle = join(folder, 'worker.mjs');
    const esbuild = join(ROOT, 'node_modules/.bin/esbuild');
    await run(
      TYPESCRIPT,
      esbuild,
      program,
      '--bundle',
      '--platform=node',
      '--format=esm',
      `--outfile=${bundle}`,
    );
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
