/** A place in the house (docs/architecture.md). Capabilities are one layer whose members do not know each other. */
export type Layer =
  | 'kernel'
  | 'promql'
  | 'store'
  | 'connect'
  | 'observe'
  | 'operate'
  | 'capability'
  | 'control-center'
  | 'router'
  | 'contract'
  | 'main'
  | 'preload'
  | 'server'
  | 'cli'
  | 'renderer'
  | 'sandbox';

interface LayerRule {
  /** Layers it may import besides itself. */
  below: readonly Layer[];
  /** Why, in one sentence for whoever breaks the rule. */
  sentence: string;
  node: boolean;
  electron?: boolean;
  /** The only packages it may import; any when left out. */
  packages?: readonly string[];
}

const CORE_BELOW_CAPABILITIES = ['kernel', 'promql', 'store', 'connect', 'observe', 'operate'] as const;
const CORE = [...CORE_BELOW_CAPABILITIES, 'capability', 'control-center', 'router'] as const;

export const LAYER_RULES: Readonly<Record<Layer, LayerRule>> = {
  kernel: { below: [], node: true, sentence: 'The kernel stands on nothing else in the project.' },
  promql: { below: ['kernel'], node: true, sentence: 'PromQL may import the kernel only.' },
  store: { below: ['kernel'], node: true, sentence: 'The store may import the kernel only.' },
  connect: {
    below: ['kernel', 'store'],
    node: true,
    sentence: 'Connections may import the kernel and the store.',
  },
  observe: {
    below: ['kernel', 'store', 'connect'],
    node: true,
    sentence: 'The way in may import kernel, store and connect.',
  },
  operate: {
    below: ['kernel', 'store', 'connect'],
    node: true,
    sentence: 'The way out may import kernel, store and connect.',
  },
  capability: {
    below: CORE_BELOW_CAPABILITIES,
    node: true,
    sentence: 'A capability may import kernel, promql, store, connect, observe and operate.',
  },
  'control-center': {
    below: [...CORE_BELOW_CAPABILITIES, 'capability'],
    node: true,
    sentence: 'The control center wires what is in core, and knows neither contract nor hosts.',
  },
  router: {
    below: [...CORE_BELOW_CAPABILITIES, 'capability', 'control-center', 'contract'],
    node: true,
    sentence: 'The router implements the contract over core, and knows no host.',
  },
  contract: {
    below: [],
    node: false,
    packages: ['zod', '@orpc/contract'],
    sentence: 'The contract may import zod and @orpc/contract only.',
  },
  main: {
    below: [...CORE, 'contract', 'server', 'cli', 'sandbox'],
    node: true,
    electron: true,
    sentence:
      'The Electron host may import core, contract, sandbox, the browser host, whose page it shares, and the command line, whose choice of profile it shares.',
  },
  preload: {
    below: ['contract'],
    node: false,
    electron: true,
    sentence: 'The preload script may import electron and the contract only.',
  },
  server: {
    below: [...CORE, 'contract', 'sandbox'],
    node: true,
    sentence: 'The browser host may import core, contract and sandbox.',
  },
  cli: {
    below: [...CORE, 'contract', 'server', 'sandbox'],
    node: true,
    sentence: 'The command line may import core, contract, sandbox and the browser host it starts.',
  },
  renderer: { below: ['contract'], node: false, sentence: 'The renderer sees the contract alone.' },
  sandbox: {
    below: [],
    node: true,
    sentence: 'The sandbox is a world of its own and knows nothing of the project.',
  },
};

export interface Place {
  layer: Layer;
  /** The capability's folder; the layer's name elsewhere. */
  part: string;
}

/** Where a file stands, from its path such as `src/core/health/index.ts`; undefined when it stands nowhere. */
export function placeOf(file: string): Place | undefined {
  const [src, first, second, third] = file.split('/');
  if (src !== 'src' || first === undefined || second === undefined) return undefined;
  if (first !== 'core') {
    return isLayer(first) && !(CORE as readonly string[]).includes(first)
      ? { layer: first, part: first }
      : undefined;
  }
  const isFile = third === undefined;
  if (isFile) {
    const name = second.replace(/\.ts$/, '');
    return name === 'control-center' || name === 'router' ? { layer: name, part: name } : undefined;
  }
  if (second === 'router' || second === 'control-center') return { layer: second, part: second };
  const below: readonly string[] = CORE_BELOW_CAPABILITIES;
  return isLayer(second) && below.includes(second)
    ? { layer: second, part: second }
    : { layer: 'capability', part: second };
}

function isLayer(name: string): name is Layer {
  return Object.hasOwn(LAYER_RULES, name);
}
