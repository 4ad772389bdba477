import { describe, expect, it } from 'vitest';
import type { AuditCoverage } from '../../journal/audit/coverage.ts';
import type { ClusterAct, ClusterActs } from '../../observe/cluster-acts.ts';
import type { RegistryActs } from '../../observe/registry-acts.ts';
import { explainedBy } from './explained.ts';
import { createAuditTrail } from './index.ts';

const NOW = Date.UTC(2026, 5, 27, 9);
const MINUTE = 60_000;
const MANAGERS = { operations: 'acgs-control-center', anchors: 'acgs-control-center-journal' };

const own = (part: Partial<AuditCoverage> = {}): AuditCoverage => ({
  ...{ since: '', observedAt: new Date(NOW).toISOString(), complete: 0, total: 0, ratio: null, target: 0.98 },
  ...{ level: 'unknown', words: 'No operation was begun', underWay: 0, incomplete: [] },
  ...part,
});
const registry = (acts: number, audited: number): RegistryActs => ({
  kinds: [
    {
      ...{ kind: 'model_rollback', acts, audited },
      missing: Array.from({ length: Math.min(20, acts - audited) }, (_, index) => ({
        ...{ subject: 'm-v1.0.0', who: 'k.osei', at: NOW - index * MINUTE },
      })),
    },
  ],
  problem: null,
});
const cluster = (...acts: ClusterAct[]): ClusterActs => ({ acts, objects: 3, unmanaged: 0 });
const act = (who: string, at = NOW - MINUTE): ClusterAct => ({
  target: 'config map acgs/mlops-config',
  who,
  at,
});

function look(sources: {
  own?: AuditCoverage;
  registry?: RegistryActs | Error | null;
  cluster?: ClusterActs | Error | null;
  journal?: { subject: string; at: number }[];
}) {
  const { registry: acts = registry(10, 10), cluster: changes = cluster(), journal = [] } = sources;
  const given = <T>(value: T | Error) =>
    value instanceof Error ? Promise.reject(value) : Promise.resolve(value);
  return createAuditTrail({
    own: async () => sources.own ?? own(),
    registry: acts === null ? null : () => given(acts),
    cluster: changes === null ? null : () => given(changes),
    explain: explainedBy({
      managers: MANAGERS,
      anchors: ['config map acgs/anchor'],
      journal: {
        async list({ subject, since = 0, until = 0 }) {
          const found = journal.filter((it) => it.subject === subject && it.at >= since && it.at <= until);
          const items = found.map((it, index) => ({
            ...{ index, at: '', actor: '', kind: '', summary: '', data: null, leafHash: '' },
            subject: it.subject,
          }));
          return { items, total: items.length, isTotalExact: true };
        },
      },
    }),
  }).collect({ mode: 'production', now: NOW, since: NOW - 86_400_000, signal: undefined, tell: () => {} });
}

describe('the audit trail', () => {
  it('is an item for each kind of act, as heavy as there were acts', async () => {
    const items = await look({ own: own({ complete: 4, total: 4, ratio: 1, level: 'good' }) });
    expect(items).toMatchObject([
      { id: 'own-operations', weight: 4, value: 1, says: null },
      { id: 'model_rollback', weight: 10, value: 1, says: null },
    ]);
  });

  it('lists what is missing, and counts what it does not list', async () => {
    const [item] = await look({ registry: registry(100, 20) });
    expect(item).toMatchObject({ weight: 100, value: 0.2, says: '80 of 100 are not audited' });
    expect(item?.evidence).toHaveLength(22);
    expect(item?.evidence.reduce((sum, { count }) => sum + count, 0)).toBe(100);
    expect(item?.evidence.reduce((sum, { count, value }) => sum + count * (value ?? 0), 0)).toBe(20);
    expect(item?.evidence[0]).toMatchObject({
      says: 'model_rollback of m-v1.0.0, by k.osei, at 2026-06-27T09:00:00.000Z: it is not in the audit trail',
      changedBy: { who: 'k.osei', at: '2026-06-27T09:00:00.000Z' },
    });
  });

  it('finds a change of the cluster that was made beside the control center', async () => {
    const items = await look({ cluster: cluster(act('kubectl-edit')) });
    expect(items[1]).toMatchObject({ id: 'cluster', weight: 1, value: 0, counts: 0 });
    expect(items[1]?.evidence[0]?.says).toBe(
      'config map acgs/mlops-config, by kubectl-edit, at 2026-06-27T08:59:00.000Z: no entry of the journal explains it',
    );
  });

  it('counts a change of ours once, with our operations', async () => {
    const journal = [{ subject: 'config map acgs/mlops-config', at: NOW - MINUTE }];
    expect(await look({ cluster: cluster(act(MANAGERS.operations)), journal })).toHaveLength(1);
  });

  it('does not take the name of our field manager for a journal entry', async () => {
    const journal = [{ subject: 'config map acgs/mlops-config', at: NOW - 10 * MINUTE }];
    expect((await look({ cluster: cluster(act(MANAGERS.operations)), journal }))[1]?.value).toBe(0);
  });

  it('expects no entry for what the journal itself writes, and only there', async () => {
    const anchor = { ...act(MANAGERS.anchors), target: 'config map acgs/anchor' };
    expect(await look({ cluster: cluster(anchor) })).toHaveLength(1);
    expect((await look({ cluster: cluster(act(MANAGERS.anchors)) }))[1]?.value).toBe(0);
  });

  it.each([
    [{ registry: new Error('connection refused') }, 'registry', 'connection refused'],
    [{ registry: null }, 'registry', 'the profile names no database'],
    [{ registry: { kinds: null, problem: 'no list of operations' } }, 'registry', 'no list of operations'],
    [{ cluster: null }, 'cluster', 'the profile names no cluster'],
    [
      { cluster: { acts: [], objects: 3, unmanaged: 3 } },
      'cluster',
      'the API server keeps no managers of fields: who changed what cannot be seen',
    ],
  ])('lets a source that cannot be read weigh as much as all others: %j', async (sources, id, says) => {
    const all = own({ complete: 30, total: 30, ratio: 1, level: 'good' });
    const items = await look({ own: all, ...sources });
    const unread = items.find((item) => item.id === id);
    const others = items.filter((item) => item.id !== id).reduce((sum, { weight }) => sum + weight, 0);
    expect(unread).toMatchObject({ value: null, counts: null, weight: others, says });
  });

  it('does not believe what is left of a journal that lost entries', async () => {
    const words = '3 of 3 operations complete, and entries were lost with a damaged journal';
    const items = await look({ own: own({ complete: 3, total: 3, ratio: 1, level: 'unknown', words }) });
    expect(items.find(({ id }) => id === 'own-operations')).toMatchObject({ value: null, says: words });
  });
});
