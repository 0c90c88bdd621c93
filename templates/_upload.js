// Sends chosen files in pieces while the person goes on writing, shows how far it is, and goes on after a break from
// the piece that was lost. Whatever fails leaves the field as it was: the form then takes the files along by itself,
// as it does without this script. Drawn into the page by the macro file_field; the policy knows it by its hash.
(() => {
  const LEAST = 524288, MOST_PIECES = 64, TRIES = 30, PAUSE = 2000;
  const byId = id => document.getElementById(id);
  const field = byId("files"), bar = byId("upload-bar"), told = byId("upload-told"), form = field.form;
  let busy, pressed;

  const say = word => { told.textContent = field.dataset[word]; };

  const send = async (body, tries) => {
    try {
      const answer = await fetch("/", { method: "POST", body });
      const token = /name="piece" value="([^"]+)/.exec(await answer.text())[1];
      if (token != "-") return token;
      throw tries = 0;
    } catch (broken) {
      if (!tries) throw broken;
      say("again");
      await new Promise(go => setTimeout(go, PAUSE));
      return send(body, tries - 1);
    }
  };

  const pieces = async file => {
    const size = Math.max(LEAST, Math.ceil(file.size / MOST_PIECES)), count = Math.ceil(file.size / size), found = [];
    const about = { act: "piece", upload: Math.random(), count };
    if (file.size > field.dataset.most) throw file;
    for (let place = 0; place < count; place++) {
      const body = new FormData();
      for (const name of ["ticket", "box"]) {
        const page = form.elements[name];
        if (page) body.append(name, page.value);
      }
      for (const name in about) body.append(name, about[name]);
      body.append("place", place);
      body.append("files", file.slice(place * size, (place + 1) * size), file.name);
      found.push(await send(body, TRIES));
      bar.value = (place + 1) / count;
      say("busy");
    }
    return found;
  };

  field.onchange = async () => {
    busy = true;
    bar.hidden = false;
    try {
      for (const file of field.files) {
        bar.value = 0;
        say("busy");
        for (const token of await pieces(file)) {
          const kept = document.createElement("input");
          kept.type = "hidden";
          kept.name = "piece";
          kept.value = token;
          form.append(kept);
        }
      }
      field.value = "";
      say("done");
    } catch (broken) {
      say("later");
    }
    bar.hidden = true;
    busy = false;
    if (pressed) form.requestSubmit(pressed);
  };

  form.onsubmit = event => {
    if (!busy) return;
    event.preventDefault();
    pressed = event.submitter;
    say("wait");
  };
})();
