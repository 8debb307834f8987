// The only file that talks to the server, and only to the one this page came from.

import { language, say } from "./i18n.js";

const TOKEN = document.querySelector('meta[name="token"]')?.content ?? "";
const PAGE = Math.random().toString(36).slice(2); // so that the server serves pages in turn

/** What the server refused, or why it could not be asked; the message is a sentence for the reader. */
export class Refused extends Error {}

/** What lies at this address. */
export async function get(path) {
  return answered((await ask(path, {})).json());
}

/** The file that lies at this address. */
export async function getBlob(path) {
  return answered((await ask(path, {})).blob());
}

/** Send something: an object as JSON, a file as it is. */
export async function post(path, body = {}) {
  return answered((await ask(path, posting(body))).json());
}

/** Send an object, and receive events one by one until the server has no more: [[name, data], ...]. */
export async function* stream(path, body, signal) {
  const response = await ask(path, { ...posting(body), signal });
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = "";
  try {
    for (;;) {
      const { value, done } = await answered(reader.read());
      if (done) return;
      const parts = (rest + value.replaceAll("\r\n", "\n")).split("\n\n");
      rest = parts.pop();
      for (const part of parts) {
        const event = parsed(part);
        if (event) yield event;
      }
    }
  } finally {
    reader.cancel().catch(() => {}); // whoever stops listening tells the server so
  }
}

function posting(body) {
  const headers = { "X-Token": TOKEN };
  if (body instanceof Blob) return { method: "POST", headers, body };
  return { method: "POST", headers: { ...headers, "Content-Type": "application/json" }, body: JSON.stringify(body) };
}

async function ask(path, options) {
  const headers = { ...options.headers, "X-Language": language(), "X-Page": PAGE };
  const response = await answered(fetch(path, { ...options, headers }));
  if (response.ok) return response;
  const told = await response.json().catch(() => ({}));
  throw new Refused(told.error ?? say("page.odd", { status: response.status }));
}

/** What the server sends; a server that is gone, or goes meanwhile, is told in the reader's language. */
async function answered(coming) {
  try {
    return await coming;
  } catch (error) {
    if (error.name === "AbortError") throw error;
    throw new Refused(say("page.gone"));
  }
}

function parsed(part) {
  let name = "message";
  let data = "";
  for (const line of part.split("\n")) {
    if (line.startsWith("event:")) name = line.slice(6).trim();
    if (line.startsWith("data:")) data += line.slice(5);
  }
  return data ? [name, JSON.parse(data)] : null; // a comment only keeps the line open
}
