import { useMemo, useRef, useState } from 'react';
import type { ClusterKind } from '../../../contract/cluster.ts';
import { usePanelActions } from '../../shell/panel-actions.ts';
import { useDesk } from '../../state/desk.tsx';
import { useLive } from '../../state/live.tsx';
import { useRoute } from '../../state/route.ts';
import { useUnsaved } from '../../state/unsaved.tsx';
import { Notice } from '../../states/notice.tsx';
import { type Marking, NO_FILTER, type TableFilter } from '../../tables/index.ts';
import { PanelFrame } from '../panel-frame.tsx';
import { ChosenPods, MergedLogs } from './chosen-pods.tsx';
import styles from './cluster-panel.module.css';
import { type TableStream, useClusterStreams } from './cluster-streams.ts';
import { type TableDescription, useTableDescriptions } from './descriptions.ts';
import { KindPane } from './kind-pane.tsx';
import { KindSummary } from './kind-summary.tsx';
import { KindTabs } from './kind-tabs.tsx';
import { isNamespaced, KINDS, kindNamed, type ListedRow, TITLES } from './kinds.ts';
import { type DrawerTab, RowDrawer } from './row-drawer.tsx';
import { isSeveral, scopeWords } from './scope.ts';
import { ScopeBar } from './scope-bar.tsx';
import { useClusterScope } from './use-cluster-scope.ts';
import { useNamespaces } from './use-places.ts';

/** Guide limits (T7, T8) until the board has said the profile's own. */
const DEFAULT_LIMITS = { cpu: 0.8, memory: 0.85 };

/** What runs: pods, deployments, nodes, events and config maps, live. */
export default function ClusterPanel() {
  const kind = kindNamed(useRoute().item);
  const { router } = useDesk();
  const [scope, setScope] = useClusterScope();
  const several = isSeveral(scope.namespaces);
  const [filters, setFilters] = useState<Partial<Record<ClusterKind, TableFilter>>>({});
  const [open, setOpen] = useState<{ kind: ClusterKind; key: string } | null>(null);
  const [tab, setTab] = useState<DrawerTab>('details');
  const { leave } = useUnsaved();
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const [merged, setMerged] = useState<ReadonlySet<string> | null>(null);
  const filterInput = useRef<HTMLInputElement>(null);
  const grid = useRef<HTMLDivElement>(null);

  const streams = useClusterStreams(scope);
  const descriptions = useTableDescriptions(several, useUsageLimits());
  const namespace = useNamespaces(scope.context, 0).data?.own ?? null;
  usePanelActions(
    useMemo(
      () => [
        {
          id: 'cluster-filter',
          title: 'Filter the table',
          key: '/',
          run: () => filterInput.current?.focus(),
        },
        {
          id: 'cluster-logs',
          title: 'Logs of the open pod or deployment',
          key: 'l',
          run: () => leave(() => setTab('logs')),
        },
        {
          id: 'cluster-yaml',
          title: 'YAML of what is open',
          key: 'y',
          run: () => setTab('yaml'),
        },
        {
          id: 'cluster-history',
          title: 'History of the open deployment',
          key: 'h',
          run: () => leave(() => setTab('history')),
        },
        {
          id: 'cluster-details',
          title: 'Details of what is open',
          key: 'd',
          run: () => leave(() => setTab('details')),
        },
        ...KINDS.map((each) => ({
          id: `cluster-${each}`,
          title: `Cluster: ${TITLES[each].toLowerCase()}`,
          run: () => router.go('cluster', each),
        })),
      ],
      [router, leave],
    ),
  );

  const show = (nextKind: ClusterKind, key: string) => {
    if (open?.kind === nextKind && open.key === key) return;
    leave(() => {
      setMerged(null);
      setOpen({ kind: nextKind, key });
    });
  };
  const showTab = (next: DrawerTab) => {
    if (next !== tab) leave(() => setTab(next));
  };
  const marking: Marking = {
    keys: chosen,
    onToggle(key) {
      const next = new Set(chosen);
      if (!next.delete(key)) next.add(key);
      setChosen(next);
    },
  };
  const close = () =>
    leave(() => {
      setOpen(null);
      setMerged(null);
      grid.current?.focus();
    });

  function partsOf<Row extends ListedRow>(stream: TableStream<Row>, description: TableDescription<Row>) {
    const openKey = open?.kind === kind ? open.key : null;
    return {
      summary: <KindSummary key={kind} stream={stream} description={description} />,
      pane: (
        <KindPane
          key={`${kind} ${JSON.stringify(scope)}`}
          stream={stream}
          description={description}
          scope={isNamespaced(kind) ? scopeWords(scope.namespaces, namespace) : 'this cluster'}
          filter={filters[kind] ?? NO_FILTER}
          onFilter={(filter) => setFilters({ ...filters, [kind]: filter })}
          openKey={openKey}
          onOpen={(key) => show(kind, key)}
          onMove={(key) => openKey !== null && show(kind, key)}
          onEscape={close}
          marking={kind === 'pods' ? marking : undefined}
          filterInput={filterInput}
          grid={grid}
        />
      ),
    };
  }

  function parts() {
    switch (kind) {
      case 'pods':
        return partsOf(streams.pods, descriptions.pods);
      case 'deployments':
        return partsOf(streams.deployments, descriptions.deployments);
      case 'nodes':
        return partsOf(streams.nodes, descriptions.nodes);
      case 'events':
        return partsOf(streams.events, descriptions.events);
      case 'configMaps':
        return partsOf(streams.configMaps, descriptions.configMaps);
    }
  }

  const { summary, pane } = parts();
  return (
    <PanelFrame id="cluster" title="Cluster" summary={summary} fixed>
      <div className={styles.bar}>
        <KindTabs current={kind} streams={streams} />
        <ScopeBar
          scope={scope}
          onChange={(next) =>
            leave(() => {
              setOpen(null);
              setMerged(null);
              setChosen(new Set());
              setScope(next);
            })
          }
          own={namespace}
          namespaced={isNamespaced(kind)}
        />
      </div>
      {scope.context !== null && (
        <Notice kind="context" title={`This is the context ${scope.context}.`}>
          Health judges the profile’s own cluster, and only that one can be changed from here.
        </Notice>
      )}
      {kind === 'pods' && (
        <ChosenPods
          keys={chosen}
          onLogs={() =>
            leave(() => {
              setOpen(null);
              setMerged(chosen);
            })
          }
          onClear={() => setChosen(new Set())}
        />
      )}
      <div className={styles.content}>
        {pane}
        {merged && <MergedLogs context={scope.context} keys={merged} onClose={close} />}
        {open && (
          <RowDrawer
            context={scope.context}
            open={open}
            streams={streams}
            tab={tab}
            onTab={showTab}
            onShow={show}
            onClose={close}
          />
        )}
      </div>
    </PanelFrame>
  );
}

function useUsageLimits(): { cpu: number; memory: number } {
  const gauges = useLive().health.data?.gauges ?? [];
  const limitOf = (id: 'cpu' | 'memory') =>
    gauges.find((gauge) => gauge.id === id)?.limit ?? DEFAULT_LIMITS[id];
  return { cpu: limitOf('cpu'), memory: limitOf('memory') };
}
