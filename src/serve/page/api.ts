import { Signal } from './signal';

// Requests to the server that this page came from. The token is in a cookie that scripts do not see.

export class Refused extends Error {
  constructor(readonly status: number, readonly code: string, message: string) {
    super(message);
  }
}

export class Unreachable extends Error {}

// False from the first request that got no answer until one does.
export const reachable = new Signal(true);
// False once the server did not know the token.
export const admitted = new Signal(true);

async function refusal(response: Response): Promise<Refused> {
  const answer: unknown = await response.json().catch(() => null);
  const error = (answer as { error?: { code?: string; message?: string } } | null)?.error;
  return new Refused(response.status, error?.code ?? '', error?.message ?? `HTTP ${response.status}`);
}

async function answered(method: string, path: string, options: RequestInit): Promise<Response> {
  try {
    const response = await fetch(path, { method, credentials: 'same-origin', ...options });
    reachable.value = true;
    return response;
  } catch (error) {
    if (options.signal?.aborted) throw error;
    reachable.value = false;
    throw new Unreachable(String(error));
  }
}

export interface Options {
  body?: unknown; // sent as JSON
  file?: Blob; // sent as it is
  signal?: AbortSignal;
}

function fetchOptions(options: Options): RequestInit {
  const result: RequestInit = {};
  if (options.signal) result.signal = options.signal;
  if (options.file) result.body = options.file;
  if (options.body !== undefined) {
    result.body = JSON.stringify(options.body);
    result.headers = { 'Content-Type': 'application/json' };
  }
  return result;
}

// The answer's JSON, or null where it has no body. Throws Refused or Unreachable.
export async function request<T>(method: string, path: string, options: Options = {}): Promise<T> {
  const response = await answered(method, path, fetchOptions(options));
  if (response.status === 401) admitted.value = false;
  if (!response.ok) throw await refusal(response);
  const text = await response.text().catch((error: unknown) => {
    throw new Unreachable(String(error));
  });
  return (text === '' ? null : JSON.parse(text)) as T;
}

// Whether a file can be had, without having it: throws Refused, with the reason, or Unreachable.
export async function expectFile(path: string): Promise<void> {
  const response = await answered('HEAD', path, {});
  if (!response.ok) await request('GET', path);
}

export function get<T>(path: string, signal?: AbortSignal): Promise<T> {
  return request<T>('GET', path, signal ? { signal } : {});
}
