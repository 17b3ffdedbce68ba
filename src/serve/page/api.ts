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
// True from when the server said that it has another project than the one this page is of.
export const replaced = new Signal(false);

let project: string | null = null;

// All that is asked for from now on is meant for this project.
export function bindTo(id: string): void {
  project = id;
}

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
  key?: string; // however often the request comes with it, what it asks for is done once
  body?: unknown; // sent as JSON
  file?: Blob; // sent as it is
  signal?: AbortSignal;
}

function fetchOptions(options: Options): RequestInit {
  const headers: Record<string, string> = {};
  const result: RequestInit = { headers };
  if (project !== null) headers['X-Panet-Project'] = project;
  if (options.key !== undefined) headers['Idempotency-Key'] = options.key;
  if (options.signal) result.signal = options.signal;
  if (options.file) result.body = options.file;
  if (options.body !== undefined) {
    result.body = JSON.stringify(options.body);
    headers['Content-Type'] = 'application/json';
  }
  return result;
}

async function accepted(method: string, path: string, options: Options): Promise<Response> {
  const response = await answered(method, path, fetchOptions(options));
  if (response.ok) return response;
  const error = await refusal(response);
  if (error.status === 401) admitted.value = false;
  if (error.code === 'other_project') replaced.value = true;
  throw error;
}

function brokenOff(error: unknown): never {
  throw new Unreachable(String(error));
}

// The answer's JSON, or null where it has no body. Throws Refused or Unreachable.
export async function request<T>(method: string, path: string, options: Options = {}): Promise<T> {
  const response = await accepted(method, path, options);
  const text = await response.text().catch(brokenOff);
  return (text === '' ? null : JSON.parse(text)) as T;
}

// Whether a file can be had, without having it: throws Refused, with the reason, or Unreachable.
export async function expectFile(path: string): Promise<void> {
  const response = await answered('HEAD', path, fetchOptions({}));
  if (!response.ok) await request('GET', path);
}

// A file and the tag that tells it from what it was before. `known`: a tag whose file is there already, of which null
// comes in place of it.
export async function file(path: string, known: string | null): Promise<{ tag: string; content: Blob | null }> {
  const response = await accepted('GET', path, {});
  const tag = response.headers.get('ETag') ?? '';
  if (tag === '' || tag !== known) return { tag, content: await response.blob().catch(brokenOff) };
  await response.body?.cancel();
  return { tag, content: null };
}

export function get<T>(path: string, signal?: AbortSignal): Promise<T> {
  return request<T>('GET', path, signal ? { signal } : {});
}
