import type { ConfigMapText, ConfigMapView } from '../../../../contract/cluster.ts';
import { formatBytes, grouped } from '../../../format/number.ts';
import { Age } from '../../../marks/age.tsx';
import { Bone } from '../../../states/panel-skeleton.tsx';
import { Fact, Facts, StateLine } from '../detail-parts.tsx';
import { configMapState } from '../state-words.ts';
import styles from './config-map-detail.module.css';
import { turnOf, useConfigMapText } from './use-config-map-text.ts';

/** What is known of a config map, and its keys with their values. */
export function ConfigMapDetail({
  configMap,
  context,
}: {
  configMap: ConfigMapView;
  context: string | null;
}) {
  const { data, problem } = useConfigMapText(context, configMap, turnOf(configMap, 0));
  return (
    <>
      <StateLine
        level={configMap.level}
        state={HASH_WORDS[configMap.hash]}
        reason={configMap.hashes.join(', ') || null}
      />
      <Facts>
        <Fact name="Namespace">{configMap.namespace}</Fact>
        <Fact name="Size">{formatBytes(configMap.bytes)}</Fact>
        <Fact name="Immutable">{configMap.immutable ? 'yes' : 'no'}</Fact>
        <Fact name="Written by">{configMap.changedBy}</Fact>
        <Fact name="Written">
          {configMap.changedAt === null ? null : <Age at={configMap.changedAt} suffix=" ago" />}
        </Fact>
        <Fact name="Created">
          {configMap.createdAt === null ? null : <Age at={configMap.createdAt} suffix=" ago" />}
        </Fact>
      </Facts>
      <section>
        <h3 className={styles.heading}>
          Keys <span>{grouped(configMap.keyCount)}</span>
        </h3>
        {problem && data === null && (
          <p className={styles.note}>
            {problem.message} {problem.hint}
          </p>
        )}
        {data === null && !problem && <Bone width="60%" height={10} />}
        {data && <Entries entries={data.entries} />}
      </section>
    </>
  );
}

const HASH_WORDS = {
  match: 'The constitutional hash matches',
  mismatch: 'Another constitutional hash',
  none: `${configMapState({ hash: 'none' })} in it`,
} as const;

function Entries({ entries }: { entries: ConfigMapText['entries'] }) {
  if (entries.length === 0) return <p className={styles.note}>It is empty.</p>;
  return (
    <ul className={styles.entries}>
      {entries.map((entry) => (
        <li key={entry.key}>
          <p className={styles.key}>
            <strong>{entry.key}</strong>
            <span>
              {formatBytes(entry.bytes)}
              {entry.struckOut && ', a secret is struck out'}
            </span>
          </p>
          {entry.text === null ? (
            <p className={styles.note}>Binary: not shown.</p>
          ) : (
            <pre className={styles.value}>{entry.text === '' ? '(empty)' : entry.text}</pre>
          )}
          {entry.cutCharacters > 0 && (
            <p className={styles.note}>{grouped(entry.cutCharacters)} characters more are in the YAML.</p>
          )}
        </li>
      ))}
    </ul>
  );
}
