import { Menu } from '@mantine/core';
import { IconChevronDown, IconServer2 } from '@tabler/icons-react';
import type { ContextEntry } from '../../../contract/cluster.ts';
import { NamespacePicker } from './namespace-picker.tsx';
import type { ClusterScope } from './scope.ts';
import styles from './scope-bar.module.css';
import { useContexts } from './use-places.ts';

interface ScopeBarProps {
  scope: ClusterScope;
  onChange: (scope: ClusterScope) => void;
  /** The context's own namespace; null until it is known. */
  own: string | null;
  /** Nodes belong to no namespace. */
  namespaced: boolean;
}

/** Which cluster is looked at, and which of its namespaces. */
export function ScopeBar({ scope, onChange, own, namespaced }: ScopeBarProps) {
  const contexts = useContexts().data ?? [];
  return (
    <div className={styles.bar}>
      {contexts.length > 1 && (
        <ContextMenu
          contexts={contexts}
          chosen={scope.context}
          onChoose={(context) => onChange({ context, namespaces: 'own' })}
        />
      )}
      {namespaced && (
        <NamespacePicker
          key={scope.context}
          context={scope.context}
          own={own}
          chosen={scope.namespaces}
          onChange={(namespaces) => onChange({ ...scope, namespaces })}
        />
      )}
    </div>
  );
}

function ContextMenu(props: {
  contexts: readonly ContextEntry[];
  chosen: string | null;
  onChoose: (context: string | null) => void;
}) {
  const { contexts, chosen, onChoose } = props;
  const own = contexts.find((context) => context.own);
  const name = chosen ?? own?.name ?? 'context';
  return (
    <Menu position="bottom-end" width={320} returnFocus>
      <Menu.Target>
        <button type="button" className={styles.context} title={`Context ${name}`}>
          <IconServer2 size={14} stroke={1.75} aria-hidden />
          <span className="sr-only">Context</span>
          <span className={styles.name}>{name}</span>
          <IconChevronDown size={14} stroke={1.75} aria-hidden />
        </button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>Contexts of the kubeconfig</Menu.Label>
        {contexts.map((context) => (
          <Menu.Item
            key={context.name}
            aria-current={context.name === name || undefined}
            data-context={context.name}
            onClick={() => onChoose(context.own ? null : context.name)}
          >
            <span className={styles.entry}>
              {context.name}
              {context.own && <span className={styles.tag}>the profile’s</span>}
            </span>
            <span className={styles.aside}>
              {context.cluster}
              {context.user === null ? ', without a user' : `, as ${context.user}`}
            </span>
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
