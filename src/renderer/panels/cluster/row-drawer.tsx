import type { ReactNode } from 'react';
import type { ClusterKind } from '../../../contract/cluster.ts';
import { useMoment } from '../../state/moment.ts';
import { DrawerBody, SideDrawer } from '../side-drawer.tsx';
import { ViewTabs } from '../view-tabs.tsx';
import type { ClusterStreams } from './cluster-streams.ts';
import { ConfigMapDetail } from './config-maps/config-map-detail.tsx';
import { ConfigMapTextView } from './config-maps/config-map-text.tsx';
import { DeploymentActs } from './deployment-acts/deployment-acts.tsx';
import { staleWords } from './deployment-acts/hindrance.ts';
import { HistoryView } from './deployment-acts/history-view.tsx';
import { DeploymentDetail } from './deployment-detail.tsx';
import { EventDetail } from './event-detail.tsx';
import { LogView } from './logs/log-view.tsx';
import { NodeDetail } from './node-detail.tsx';
import { ObjectYaml } from './object-yaml.tsx';
import { PodDetail } from './pod-detail.tsx';
import styles from './row-drawer.module.css';
import { useLastKnown } from './use-last-known.ts';
import { useSnapshot } from './use-snapshot.ts';

/** `yaml` is a text that can be worked on. */
export type DrawerTab = 'details' | 'logs' | 'history' | 'yaml';

const TITLES: Record<DrawerTab, string> = {
  details: 'Details',
  logs: 'Logs',
  history: 'History',
  yaml: 'YAML',
};

export type ShowRow = (kind: ClusterKind, key: string) => void;

interface RowDrawerProps {
  /** Null for the profile's own. */
  context: string | null;
  open: { kind: ClusterKind; key: string };
  streams: ClusterStreams;
  tab: DrawerTab;
  onTab: (tab: DrawerTab) => void;
  onShow: ShowRow;
  onClose: () => void;
}

/** Everything known of one row, and what belongs to it. It follows the row while it changes. */
export function RowDrawer({ context, open, streams, tab, onTab, onShow, onClose }: RowDrawerProps) {
  const pods = useSnapshot(streams.pods.data?.rows)?.rows ?? [];
  const deployments = useSnapshot(streams.deployments.data?.rows)?.rows ?? [];
  const nodes = useSnapshot(streams.nodes.data?.rows)?.rows ?? [];
  const events = useSnapshot(streams.events.data?.rows)?.rows ?? [];
  const configMaps = useSnapshot(streams.configMaps.data?.rows)?.rows ?? [];
  const stale = staleWords(streams.deployments, context);
  const around = { pods, deployments, nodes, events, onShow };
  const logsOf = (kind: 'pod' | 'deployment', { namespace, name }: { namespace: string; name: string }) => (
    <LogView
      key={`${kind} ${namespace}/${name}`}
      subject={{ context, targets: [{ kind, namespace, name }] }}
    />
  );

  switch (open.kind) {
    case 'pods':
      return (
        <Follow rows={pods} openKey={open.key} tab={tab} onTab={onTab} onClose={onClose}>
          {(pod) => ({
            kind: 'Pod',
            title: pod.name,
            body: <PodDetail pod={pod} around={around} />,
            logs: logsOf('pod', pod),
            yaml: (gone) => <ObjectYaml key={pod.key} kind="pods" of={pod} context={context} gone={gone} />,
          })}
        </Follow>
      );
    case 'deployments':
      return (
        <Follow rows={deployments} openKey={open.key} tab={tab} onTab={onTab} onClose={onClose}>
          {(deployment) => ({
            kind: 'Deployment',
            title: deployment.name,
            body: (gone) => (
              <>
                <DeploymentActs
                  key={deployment.key}
                  deployment={deployment}
                  stale={gone ? 'It is gone, so there is nothing to change.' : stale}
                  onHistory={() => onTab('history')}
                />
                <DeploymentDetail deployment={deployment} around={around} />
              </>
            ),
            logs: logsOf('deployment', deployment),
            history: <HistoryView key={`history ${deployment.key}`} deployment={deployment} stale={stale} />,
            yaml: (gone) => (
              <ObjectYaml
                key={deployment.key}
                kind="deployments"
                of={deployment}
                context={context}
                gone={gone}
              />
            ),
          })}
        </Follow>
      );
    case 'nodes':
      return (
        <Follow rows={nodes} openKey={open.key} tab={tab} onTab={onTab} onClose={onClose}>
          {(node) => ({
            kind: 'Node',
            title: node.name,
            body: <NodeDetail node={node} around={around} />,
            yaml: (gone) => (
              <ObjectYaml
                key={node.key}
                kind="nodes"
                of={{ namespace: '', name: node.name }}
                context={context}
                gone={gone}
              />
            ),
          })}
        </Follow>
      );
    case 'configMaps':
      return (
        <Follow rows={configMaps} openKey={open.key} tab={tab} onTab={onTab} onClose={onClose}>
          {(configMap) => ({
            kind: 'Config map',
            title: configMap.name,
            body: <ConfigMapDetail configMap={configMap} context={context} />,
            yaml: (gone) => (
              <ConfigMapTextView key={configMap.key} configMap={configMap} context={context} gone={gone} />
            ),
          })}
        </Follow>
      );
    case 'events':
      return (
        <Follow rows={events} openKey={open.key} tab={tab} onTab={onTab} onClose={onClose}>
          {(event) => ({
            kind: 'Event',
            title: event.reason,
            body: <EventDetail event={event} around={around} />,
          })}
        </Follow>
      );
  }
}

interface FollowProps<Row> {
  rows: readonly Row[];
  openKey: string;
  tab: DrawerTab;
  onTab: (tab: DrawerTab) => void;
  onClose: () => void;
  /** What writes no log has none. */
  children: (row: Row) => {
    kind: string;
    title: string;
    body: ReactNode | ((gone: boolean) => ReactNode);
    logs?: ReactNode;
    history?: ReactNode;
    yaml?: (gone: boolean) => ReactNode;
  };
}

/** The drawer around the row's latest state; a row that is gone is shown as it was last seen. */
function Follow<Row extends { key: string }>(props: FollowProps<Row>) {
  const { rows, openKey, tab, onTab, onClose, children } = props;
  const known = useLastKnown(rows, openKey);
  const past = useMoment().at !== null;
  if (!known) return null;
  const { kind, title, body, logs, history, yaml } = children(known.row);
  const tabs: DrawerTab[] = [
    'details',
    // All three are read from the cluster as it is now.
    ...(logs && !past ? ['logs' as const] : []),
    ...(history && !past ? ['history' as const] : []),
    ...(yaml && !past ? ['yaml' as const] : []),
  ];
  const shown = tabs.includes(tab) ? tab : 'details';
  return (
    <SideDrawer kind={kind} title={title} width={shown === 'details' ? 'narrow' : 'wide'} onClose={onClose}>
      {tabs.length > 1 && (
        <ViewTabs
          place="drawer"
          tabs={tabs.map((each) => ({ id: each, title: TITLES[each] }))}
          current={shown}
          onChange={onTab}
        />
      )}
      {shown !== 'details' ? (
        <div className={styles.logs}>
          {shown === 'logs' ? logs : shown === 'history' ? history : yaml?.(known.gone)}
        </div>
      ) : (
        <DrawerBody>
          {known.gone && <p className={styles.gone}>It is gone. This is how it was last seen.</p>}
          {typeof body === 'function' ? body(known.gone) : body}
        </DrawerBody>
      )}
    </SideDrawer>
  );
}
