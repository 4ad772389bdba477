interface ListedObject {
  key: string;
  sizeBytes: number;
  etag: string;
  modifiedMs: number;
}

const head = '<?xml version="1.0" encoding="UTF-8"?>\n';
const namespace = 'xmlns="http://s3.amazonaws.com/doc/2006-03-01/"';

export function error(code: string, message: string, resource: string): string {
  return `${head}<Error><Code>${code}</Code><Message>${toXml(message)}</Message><Resource>${toXml(resource)}</Resource></Error>`;
}

export function buckets(names: readonly string[], createdMs: number): string {
  const created = new Date(createdMs).toISOString();
  const items = names.map(
    (name) => `<Bucket><Name>${toXml(name)}</Name><CreationDate>${created}</CreationDate></Bucket>`,
  );
  return `${head}<ListAllMyBucketsResult ${namespace}><Owner><ID>acgs</ID></Owner><Buckets>${items.join('')}</Buckets></ListAllMyBucketsResult>`;
}

export function location(region: string): string {
  const constraint = region === 'us-east-1' ? '' : region;
  return `${head}<LocationConstraint ${namespace}>${constraint}</LocationConstraint>`;
}

export function versioning(): string {
  return `${head}<VersioningConfiguration ${namespace}/>`;
}

export function deleted(keys: readonly string[]): string {
  const items = keys.map((key) => `<Deleted><Key>${toXml(key)}</Key></Deleted>`).join('');
  return `${head}<DeleteResult ${namespace}>${items}</DeleteResult>`;
}

/** The keys of a DeleteObjects request. */
export function readDeletedKeys(body: string): string[] {
  return [...body.matchAll(/<Key>([^<]*)<\/Key>/g)].map(([, key = '']) => fromXml(key));
}

/** `ListObjectsV2`, with prefix, delimiter, max-keys and continuation. */
export function listing(bucket: string, objects: readonly ListedObject[], query: URLSearchParams): string {
  const prefix = query.get('prefix') ?? '';
  const delimiter = query.get('delimiter') ?? '';
  const limit = Math.min(1000, Number(query.get('max-keys') ?? 1000));
  const after =
    decodeToken(query.get('continuation-token')) ?? query.get('start-after') ?? query.get('marker') ?? '';
  const found = objects
    .filter(({ key }) => key.startsWith(prefix) && key > after)
    .sort((left, right) => (left.key < right.key ? -1 : 1));
  const groupOf = (key: string) => {
    const end = delimiter === '' ? -1 : key.indexOf(delimiter, prefix.length);
    return end < 0 ? undefined : key.slice(0, end + delimiter.length);
  };
  const groups = [...new Set(found.flatMap(({ key }) => groupOf(key) ?? []))];
  const plain = found.filter(({ key }) => groupOf(key) === undefined);
  const page = plain.slice(0, limit);
  const last = page.at(-1);
  const truncated = page.length < plain.length && last !== undefined;
  const contents = page.map(
    ({ key, sizeBytes, etag, modifiedMs }) =>
      `<Contents><Key>${toXml(key)}</Key><LastModified>${new Date(modifiedMs).toISOString()}</LastModified>` +
      `<ETag>&quot;${etag}&quot;</ETag><Size>${sizeBytes}</Size><StorageClass>STANDARD</StorageClass></Contents>`,
  );
  return (
    `${head}<ListBucketResult ${namespace}><Name>${toXml(bucket)}</Name><Prefix>${toXml(prefix)}</Prefix>` +
    `<KeyCount>${page.length + groups.length}</KeyCount><MaxKeys>${limit}</MaxKeys><IsTruncated>${truncated}</IsTruncated>` +
    (truncated
      ? `<NextContinuationToken>${Buffer.from(last.key).toString('base64url')}</NextContinuationToken>`
      : '') +
    contents.join('') +
    groups.map((group) => `<CommonPrefixes><Prefix>${toXml(group)}</Prefix></CommonPrefixes>`).join('') +
    '</ListBucketResult>'
  );
}

function decodeToken(token: string | null): string | undefined {
  return token === null ? undefined : Buffer.from(token, 'base64url').toString();
}

function toXml(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}

function fromXml(text: string): string {
  return text
    .replaceAll('&quot;', '"')
    .replaceAll('&gt;', '>')
    .replaceAll('&lt;', '<')
    .replaceAll('&amp;', '&');
}
