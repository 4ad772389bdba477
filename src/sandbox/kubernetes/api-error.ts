/** The `Status` object with which a Kubernetes API server answers whatever did not work. */
export interface Status {
  kind: 'Status';
  apiVersion: 'v1';
  metadata: Record<string, never>;
  status: 'Failure' | 'Success';
  message?: string;
  reason?: string;
  details?: Record<string, unknown>;
  code: number;
}

/** A refusal in the API's own words. `reason` and `code` are those of `metav1.StatusReason`. */
export class ApiError extends Error {
  readonly code: number;
  readonly reason: string;
  readonly details: Record<string, unknown> | undefined;

  constructor(code: number, reason: string, message: string, details?: Record<string, unknown>) {
    super(message);
    this.code = code;
    this.reason = reason;
    this.details = details;
  }

  toStatus(): Status {
    return {
      kind: 'Status',
      apiVersion: 'v1',
      metadata: {},
      status: 'Failure',
      message: this.message,
      reason: this.reason,
      ...(this.details === undefined ? {} : { details: this.details }),
      code: this.code,
    };
  }
}

interface ResourceName {
  plural: string;
  group: string;
}

const qualified = ({ plural, group }: ResourceName) => (group === '' ? plural : `${plural}.${group}`);

export const apiErrors = {
  notFound: (resource: ResourceName, name: string) =>
    new ApiError(404, 'NotFound', `${qualified(resource)} "${name}" not found`, {
      name,
      ...(resource.group === '' ? {} : { group: resource.group }),
      kind: resource.plural,
    }),
  noSuchPath: () => new ApiError(404, 'NotFound', 'the server could not find the requested resource'),
  alreadyExists: (resource: ResourceName, name: string) =>
    new ApiError(409, 'AlreadyExists', `${qualified(resource)} "${name}" already exists`, {
      name,
      kind: resource.plural,
    }),
  conflict: (resource: ResourceName, name: string) =>
    new ApiError(
      409,
      'Conflict',
      `Operation cannot be fulfilled on ${qualified(resource)} "${name}": the object has been modified; ` +
        'please apply your changes to the latest version and try again',
      { name, kind: resource.plural },
    ),
  invalid: (kind: string, name: string, problem: string) =>
    new ApiError(422, 'Invalid', `${kind} "${name}" is invalid: ${problem}`, { name, kind }),
  badRequest: (problem: string) => new ApiError(400, 'BadRequest', problem),
  unauthorized: () => new ApiError(401, 'Unauthorized', 'Unauthorized'),
  forbidden: (
    resource: ResourceName,
    name: string,
    user: string,
    verb: string,
    namespace: string | undefined,
  ) =>
    new ApiError(
      403,
      'Forbidden',
      `${qualified(resource)}${name === '' ? '' : ` "${name}"`} is forbidden: User "${user}" cannot ${verb} ` +
        `resource "${resource.plural}" in API group "${resource.group}" ` +
        (namespace === undefined ? 'at the cluster scope' : `in the namespace "${namespace}"`),
      { name, kind: resource.plural },
    ),
  /** Both a watch from, and a page of, a version that is no longer kept. */
  expired: (message: string) => new ApiError(410, 'Expired', message),
  methodNotAllowed: () =>
    new ApiError(405, 'MethodNotAllowed', 'the server does not allow this method on the requested resource'),
  unsupportedMediaType: (type: string) =>
    new ApiError(
      415,
      'UnsupportedMediaType',
      `the body of the request was in an unknown format (${type}) - accepted media types include: ` +
        'application/json-patch+json, application/merge-patch+json, application/strategic-merge-patch+json',
    ),
};
