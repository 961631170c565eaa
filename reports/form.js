"use strict";
document.getElementById("save").addEventListener("click", () => {
  const form = document.getElementById("questions");
  const answers = {};
  for (const field of new FormData(form)) {
    const [question, part] = field[0].split("/");
    const value = field[1].trim();
    if (value) (answers[question] ??= {})[part] = value;
  }
  for (const name of Object.keys(answers)) if (!answers[name].answer) delete answers[name];
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([JSON.stringify({answers}, null, 1)], {type: "application/json"}));
  link.download = "vaglio-answers.json";
  link.click();
  document.getElementById("saved").hidden = false;
});
