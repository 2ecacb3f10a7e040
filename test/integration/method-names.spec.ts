import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';

const SRC = join(import.meta.dirname, '../../src');

/** Names that others chose: interfaces of Node.js and of health checks, which applications know. */
const KNOWN = ['WorkerEvents.on', 'WorkerEvents.consume', 'FakeWorkerEvents.on', 'FakeWorkerEvents.consume'];
const OF_OTHERS = new Set([...KNOWN, 'WorkerRegistrationHealthIndicator.check']);

const isHidden = (method: ts.MethodDeclaration): boolean =>
  ts.isPrivateIdentifier(method.name) ||
  (ts.getModifiers(method) ?? []).some(
    ({ kind }) => kind === ts.SyntaxKind.PrivateKeyword || kind === ts.SyntaxKind.ProtectedKeyword,
  );

const isService = (each: ts.ClassDeclaration, source: ts.SourceFile): boolean =>
  /(Store|Service)$/.test(each.name?.text ?? '') ||
  (ts.getDecorators(each) ?? []).some((decorator) => decorator.getText(source).startsWith('@Injectable('));

/** The public methods of stores and services whose name is one word. */
const oneWordMethods = (file: string): string[] => {
  const text = readFileSync(join(SRC, file), 'utf8');
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.ES2023);
  return source.statements
    .filter((each) => ts.isClassDeclaration(each))
    .filter((each) => isService(each, source))
    .flatMap((each) =>
      each.members
        .filter((member) => ts.isMethodDeclaration(member))
        .filter((method) => !isHidden(method) && ts.isIdentifier(method.name))
        .map((method) => `${each.name!.text}.${(method.name as ts.Identifier).text}`),
    )
    .filter((name) => /\.[a-z]+$/.test(name) && !OF_OTHERS.has(name));
};

describe('A public method of a store or service', () => {
  it('is named by a verb and a noun, so that a search finds its uses', () => {
    const files = readdirSync(SRC, { recursive: true, encoding: 'utf8' }).filter(
      (file) => file.endsWith('.ts') && !file.endsWith('.spec.ts') && !file.startsWith('dashboard/page'),
    );
    expect(files.length).toBeGreaterThan(500);
    expect(files.flatMap(oneWordMethods)).toEqual([]);
  });
});
