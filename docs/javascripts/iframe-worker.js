// Run the search of a site that is read from disk. Browsers start no workers for file: pages, so the script of the worker
// runs in a hidden iframe and exchanges messages with the page.
if (location.protocol === "file:") {
  window.Worker = class extends EventTarget {
    constructor(url) {
      super()
      const frame = document.createElement("iframe")
      frame.hidden = true
      frame.srcdoc = `<script>
        self.postMessage = message => parent.postMessage(message, "*")
        self.importScripts = (...urls) => urls.forEach(url => document.write('<script src="' + url + '"><\\/script>'))
      </script><script src="${new URL(url, document.baseURI)}"></script>`
      this.ready = new Promise(resolve => frame.addEventListener("load", () => resolve(frame.contentWindow)))
      window.addEventListener("message", event => {
        if (event.source === frame.contentWindow) {
          this.dispatchEvent(new MessageEvent("message", { data: event.data }))
        }
      })
      document.addEventListener("DOMContentLoaded", () => document.body.append(frame))
      if (document.body) document.body.append(frame)
    }

    postMessage(message) {
      // Not target.postMessage, which the script in the frame calls to send.
      this.ready.then(target => window.postMessage.call(target, message, "*"))
    }
  }
}
