import type { ConfigMapView } from '../../../../contract/cluster.ts';
import { formatBytes, grouped } from '../../../format/number.ts';
import { Age } from '../../../marks/age.tsx';
import { Fact, Facts, StateLine } from '../detail-parts.tsx';
import { configMapState } from '../state-words.ts';

/** What is known of a config map without its values. */
export function ConfigMapDetail({ configMap }: { configMap: ConfigMapView }) {
  return (
    <>
      <StateLine
        level={configMap.level}
        state={configMapState(configMap)}
        reason={configMap.hashes.join(', ') || null}
      />
      <Facts>
        <Fact name="Namespace">{configMap.namespace}</Fact>
        <Fact name="Keys">{grouped(configMap.keyCount)}</Fact>
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
    </>
  );
}
