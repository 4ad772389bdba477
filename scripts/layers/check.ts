import { readFileSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import { join, relative, sep } from 'node:path';
import { ResolverFactory } from 'oxc-resolver';
import { type Breach, isTestCode, typeScriptFiles } from '../source/files.ts';
import { cyclesIn } from './cycles.ts';
import { type Import, importsOf } from './imports.ts';
import { LAYER_RULES, type Place, placeOf } from './layers.ts';

export interface LayerReport {
  files: number;
  imports: number;
  breaches: Breach[];
}

type Target =
  | { kind: 'file'; file: string }
  | { kind: 'package'; name: string }
  | { kind: 'builtin' }
  | { kind: 'nothing' };

/** Resolves every import below `root`/src and holds it against the layers. */
export function checkLayers(root: string): LayerReport {
  const resolve = resolverFor(root);
  const files = typeScriptFiles(root, ['src']).filter((file) => !file.endsWith('.d.ts'));
  const breaches: Breach[] = [];
  const loads = new Map<string, string[]>();
  let imports = 0;

  for (const file of files) {
    const place = placeOf(file);
    if (place === undefined && !isTestCode(file)) {
      breaches.push({
        file,
        line: 1,
        rule: 'place',
        sentence: 'No layer of docs/architecture.md has this place.',
      });
    }
    const loaded: string[] = [];
    for (const found of importsOf(file, readFileSync(join(root, file), 'utf8'))) {
      imports += 1;
      const target = resolve(file, found.specifier);
      if (target.kind === 'file' && found.atOnce) loaded.push(target.file);
      const breach = judge(file, place, found, target);
      if (breach !== undefined) breaches.push({ file, line: found.line, ...breach });
    }
    if (!isTestCode(file)) loads.set(file, loaded);
  }

  for (const cycle of cyclesIn(loads)) {
    const sentence = `These files load each other in a circle: ${cycle.join(' -> ')}.`;
    breaches.push({ file: cycle[0] ?? '', line: 1, rule: 'cycle', sentence });
  }
  if (files.length === 0) {
    breaches.push({ file: 'src', line: 1, rule: 'nothing', sentence: 'There is no file to look at.' });
  }
  return { files: files.length, imports, breaches };
}

type Verdict = { rule: string; sentence: string } | undefined;

function judge(file: string, place: Place | undefined, found: Import, target: Target): Verdict {
  if (target.kind === 'nothing') {
    return { rule: 'unresolved', sentence: `'${found.specifier}' leads to no file and no package.` };
  }
  if (isTestCode(file) || place === undefined) return undefined;
  if (target.kind === 'builtin') return judgeBuiltin(place, found);
  if (target.kind === 'package') return judgePackage(place, target.name);
  return judgeFile(place, found, target.file);
}

function judgeBuiltin({ layer }: Place, { specifier }: Import): Verdict {
  if (LAYER_RULES[layer].node) return undefined;
  return { rule: layer, sentence: `'${specifier}' is part of Node. ${LAYER_RULES[layer].sentence}` };
}

function judgePackage({ layer }: Place, name: string): Verdict {
  const { packages, electron } = LAYER_RULES[layer];
  if (name === 'electron') {
    if (electron) return undefined;
    return { rule: 'electron', sentence: 'Only src/main and src/preload may import electron.' };
  }
  if (packages === undefined || packages.includes(name)) return undefined;
  return { rule: layer, sentence: `It imports the package '${name}'. ${LAYER_RULES[layer].sentence}` };
}

function judgeFile({ layer, part }: Place, { typeOnly }: Import, target: string): Verdict {
  if (isTestCode(target))
    return { rule: 'test code', sentence: `It imports ${target}, which is for tests only.` };
  const there = placeOf(target);
  if (there === undefined) {
    // Data such as icons and style sheets may stand outside src; code may not.
    if (!/\.[cm]?[jt]sx?$/.test(target)) return undefined;
    return { rule: 'place', sentence: `It imports ${target}, which stands in no layer.` };
  }
  if (there.layer === layer) {
    if (layer !== 'capability' || there.part === part || typeOnly) return undefined;
    const sentence = `It imports the capability '${there.part}'; take it through the constructor, and import its types only.`;
    return { rule: 'capability', sentence };
  }
  if (LAYER_RULES[layer].below.includes(there.layer)) return undefined;
  return { rule: layer, sentence: `It imports ${target} (${there.layer}). ${LAYER_RULES[layer].sentence}` };
}

function resolverFor(root: string): (file: string, specifier: string) => Target {
  const resolver = new ResolverFactory({
    conditionNames: ['types', 'import', 'node', 'default'],
    extensions: ['.ts', '.tsx', '.d.ts', '.js', '.json'],
    mainFields: ['types', 'module', 'main'],
  });
  return (file, specifier) => {
    if (isBuiltin(specifier)) return { kind: 'builtin' };
    // Bundlers take a query such as `?raw` or `?worker`; the file is what comes before it.
    const [address = ''] = specifier.split('?');
    const { path } = resolver.resolveFileSync(join(root, file), address);
    if (path === undefined) return { kind: 'nothing' };
    if (!/^[./]/.test(specifier)) return { kind: 'package', name: packageName(specifier) };
    return {
      kind: 'file',
      file: relative(root, path.split('?')[0] ?? path)
        .split(sep)
        .join('/'),
    };
  };
}

function packageName(specifier: string): string {
  return specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/');
}
