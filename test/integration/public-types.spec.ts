import { join } from 'node:path';
import ts from 'typescript';

const ROOT = join(import.meta.dirname, '../..');
const INDEX = join(ROOT, 'src/index.ts');

/** Types that members of public classes and interfaces mention, by where they do. */
function mentionedTypes(): { exported: Set<ts.Symbol>; mentioned: Map<ts.Symbol, string> } {
  const program = ts.createProgram([INDEX], {
    module: ts.ModuleKind.NodeNext,
    moduleResolution: ts.ModuleResolutionKind.NodeNext,
    target: ts.ScriptTarget.ES2023,
    skipLibCheck: true,
    strict: true,
    experimentalDecorators: true,
    types: ['node'],
  });
  const checker = program.getTypeChecker();
  const index = checker.getSymbolAtLocation(program.getSourceFile(INDEX)!)!;
  const exported = new Set(
    checker
      .getExportsOfModule(index)
      .map((symbol) => (symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol)),
  );
  const mentioned = new Map<ts.Symbol, string>();

  const isOurs = (symbol: ts.Symbol): boolean =>
    (symbol.flags & (ts.SymbolFlags.Class | ts.SymbolFlags.Interface | ts.SymbolFlags.TypeAlias)) !== 0 &&
    symbol.declarations!.some((each) => each.getSourceFile().fileName.startsWith(join(ROOT, 'src')));

  function visit(type: ts.Type, place: string, depth = 0): void {
    if (depth > 3) return;
    for (const symbol of [type.aliasSymbol, type.getSymbol()])
      if (symbol !== undefined && isOurs(symbol)) mentioned.set(symbol, place);
    const parts = [
      ...(type.isUnionOrIntersection() ? type.types : []),
      ...((type as Partial<ts.TypeReference>).target
        ? checker.getTypeArguments(type as ts.TypeReference)
        : []),
      ...(type.aliasTypeArguments ?? []),
    ];
    for (const part of parts) visit(part, place, depth + 1);
  }

  for (const symbol of exported)
    for (const declaration of symbol.declarations ?? []) {
      if (!ts.isClassDeclaration(declaration) && !ts.isInterfaceDeclaration(declaration)) continue;
      for (const member of declaration.members) {
        if (ts.getCombinedModifierFlags(member) & ts.ModifierFlags.Private) continue;
        const place = `${symbol.name}.${member.name?.getText() ?? ''}`;
        if (ts.isMethodDeclaration(member) || ts.isMethodSignature(member)) {
          visit(checker.getSignatureFromDeclaration(member)!.getReturnType(), place);
          for (const parameter of member.parameters) visit(checker.getTypeAtLocation(parameter), place);
        } else if (ts.isPropertyDeclaration(member) || ts.isPropertySignature(member)) {
          visit(checker.getTypeAtLocation(member), place);
        }
      }
    }
  return { exported, mentioned };
}

describe('The module', () => {
  it('exports every type that its public services and their answers mention', () => {
    const { exported, mentioned } = mentionedTypes();
    const unnamed = [...mentioned].filter(([symbol]) => !exported.has(symbol));
    expect(unnamed.map(([{ name }, place]) => `${name}, in ${place}`)).toEqual([]);
    expect(mentioned.size).toBeGreaterThan(60);
  });
});
