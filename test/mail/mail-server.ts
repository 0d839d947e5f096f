// A real SMTP server in a process of its own, as a merchant's mail server is. Writes one JSON object a line: first
// its port, then every mail it is sent and what it said to it.
// Nobody needs to say who they are, but who does is `shop` with `p@ssword`.
// Usage: bun mail-server.ts PORT [answer ...]; an answer is 250, 4yz, 5yz, or `die`: it takes the mail and is killed.
import { writeSync } from "node:fs";
import { SMTPServer } from "smtp-server";

const [, , port, ...answers] = process.argv;

const server = new SMTPServer({
  authOptional: true,
  disabledCommands: ["STARTTLS"],
  onAuth({ username, password }, _session, callback) {
    if (username === "shop" && password === "p@ssword") callback(null, { user: username });
    else callback(Object.assign(new Error(`not ${username} with ${password}`), { responseCode: 535 }));
  },
  onData(stream, session, callback) {
    const chunks: Uint8Array[] = [];
    stream.on("data", (chunk: Uint8Array) => chunks.push(chunk));
    stream.on("end", () => {
      const answer = answers.shift() ?? "250";
      const to = session.envelope.rcptTo.map(({ address }) => address);
      const source = Buffer.concat(chunks).toString("utf8");
      writeSync(1, `${JSON.stringify({ answer, to, source })}\n`);
      if (answer === "die") process.kill(process.pid, "SIGKILL");
      else if (answer === "250") callback();
      else callback(Object.assign(new Error("not this one"), { responseCode: Number(answer) }));
    });
  },
});
server.on("error", () => {});
server.listen(Number(port), "127.0.0.1", () => {
  const address = server.server.address();
  const listening = address !== null && typeof address === "object" ? address.port : 0;
  writeSync(1, `${JSON.stringify({ port: listening })}\n`);
});
