# A kettle that answers in HipChat, in plain Ruby: what an add-on looks like that hipgen has not made.
# It keeps its installations in memory. PORT and ADDON_BASE_URL come from the environment.

require "json"
require "net/http"
require "openssl"
require "base64"
require "socket"
require "uri"

BASE = ENV.fetch("ADDON_BASE_URL")
ALLOWED = (ENV["ADDON_ALLOWED_HOSTS"] || "").split(",")
LARGEST = 1_000_000
LEEWAY = 60

DESCRIPTOR = {
  key: "com.example.ruby-kettle", name: "Ruby Kettle", description: "Says how hot the kettle is.",
  vendor: { name: "Example Appliances", url: "https://appliances.example.com" },
  links: { self: "#{BASE}/descriptor.json", homepage: "https://kettle.example.com/" },
  capabilities: {
    installable: { allowRoom: true, allowGlobal: true, callbackUrl: "#{BASE}/installed" },
    hipchatApiConsumer: { scopes: %w[send_notification view_room], avatar: "#{BASE}/kettle.svg" },
    webhook: [
      { key: "ask", name: "Ask", event: "room_message", pattern: "^/kettle(\\s|$)", url: "#{BASE}/ask", authentication: "jwt" },
      { key: "welcome", name: "Welcome", event: "room_enter", url: "#{BASE}/welcome", authentication: "jwt" }
    ],
    webPanel: [
      { key: "status", name: { value: "Kettle" }, location: "hipchat.sidebar.right", url: "#{BASE}/status", authentication: "jwt" }
    ],
    glance: [
      { key: "kettle", name: { value: "Kettle" }, target: "status", queryUrl: "#{BASE}/glance",
        icon: { url: "#{BASE}/kettle.svg", "url@2x": "#{BASE}/kettle.svg" } }
    ]
  }
}.freeze

PICTURE = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><circle cx="4" cy="4" r="4"/></svg>'

class Refused < StandardError
  attr_reader :status

  def initialize(status) = (super("refused"); @status = status)
end

Tenant = Struct.new(:id, :secret, :room, :told, :document, :token, :dies)
Asked = Struct.new(:verb, :path, :query, :headers, :body)

class Kettle
  def initialize
    @tenants = {}
    @seen = {}
    @lock = Mutex.new
  end

  def answer(asked)
    case [asked.verb, asked.path]
    in ["GET", "/descriptor.json"] then json(200, DESCRIPTOR)
    in ["GET", "/kettle.svg"] then [200, { "Content-Type" => "image/svg+xml" }, PICTURE]
    in ["POST", "/installed"] then install(asked)
    in ["DELETE", %r{\A/installed/(.+)\z}] then uninstall(asked.path.split("/").last)
    in ["POST", "/ask" | "/welcome"] then hear(asked)
    in ["GET", "/glance"] then glance(asked)
    in ["OPTIONS", "/glance"] then [204, { "Access-Control-Allow-Origin" => "*" }, ""]
    in ["GET", "/status"] then status(asked)
    else json(404, {})
    end
  end

  private

  def install(asked)
    told = parsed(asked.body)
    names = %w[capabilitiesUrl oauthId oauthSecret]
    raise Refused, 400 unless told.is_a?(Hash) && names.all? { |name| told[name].is_a?(String) && !told[name].empty? }

    address = told["capabilitiesUrl"]
    known = @tenants[told["oauthId"]]
    raise Refused, 409 if known && [known.secret, known.told] != [told["oauthSecret"], address]
    raise Refused, 400 unless ALLOWED.include?(URI(address).host)

    document = parsed(call("GET", address).body)
    raise Refused, 400 unless document.is_a?(Hash) && document.dig("links", "self") == address

    tenant = Tenant.new(told["oauthId"], told["oauthSecret"], told["roomId"]&.to_i, address, document)
    raise Refused, 400 unless token(tenant)

    @tenants[tenant.id] = tenant
    json(200, {})
  rescue SystemCallError, SocketError, URI::InvalidURIError, Timeout::Error
    raise Refused, 400
  end

  # True when the credentials are dead: whoever knows the id could have sent it.
  def uninstall(id)
    tenant = @tenants[id]
    return json(200, {}) unless tenant
    raise Refused, 403 if (tenant.token = nil; token(tenant))

    @tenants.delete(id)
    json(200, {})
  end

  def hear(asked)
    header = asked.headers["authorization"].to_s[/\AJWT (.+)\z/i, 1]
    tenant, claims = verified(header || asked.query["signed_request"])
    @lock.synchronize do
      raise Refused, 401 if @seen[claims["jti"]]

      @seen[claims["jti"]] = true
    end
    payload = parsed(asked.body)
    room = payload.is_a?(Hash) && payload["item"].is_a?(Hash) && payload["item"]["room"]
    raise Refused, 400 unless room.is_a?(Hash)
    return json(200, message: "96 degrees", message_format: "text", color: "green") if asked.path == "/ask"

    notify(tenant, room["id"], "Tea is ready")
    [204, {}, ""]
  end

  def glance(asked)
    verified(asked.query["signed_request"])
    status, headers, body = json(200, label: { type: "html", value: "Kettle: <b>96&deg;</b>" })
    [status, headers.merge("Access-Control-Allow-Origin" => "*"), body]
  end

  def status(asked)
    tenant, = verified(asked.query["signed_request"])
    host = tenant.document.dig("links", "homepage")
    page = "<!DOCTYPE html><html lang=\"en\"><head><title>Kettle</title>" \
           "<script src=\"#{host}/atlassian-connect/all.js\"></script></head><body><p>96 degrees</p></body></html>"
    [200, { "Content-Type" => "text/html", "Content-Security-Policy" => "frame-ancestors #{host}" }, page]
  end

  # The tenant and the claims of a token that HipChat signed with the tenant's secret: HS256 alone, and in time.
  def verified(text)
    head, body, signature = text.to_s.split(".", 3)
    claims = parsed(decoded(body))
    tenant = claims.is_a?(Hash) && @tenants[claims["iss"]]
    raise Refused, 401 unless tenant && parsed(decoded(head))["alg"] == "HS256"

    wanted = OpenSSL::HMAC.digest("SHA256", tenant.secret, "#{head}.#{body}")
    raise Refused, 401 unless OpenSSL.secure_compare(wanted, decoded(signature))

    now = Time.now.to_i
    raise Refused, 401 if claims["exp"].to_i < now - LEEWAY || [claims["iat"], claims["nbf"]].any? { |at| at.to_i > now + LEEWAY }
    raise Refused, 401 if tenant.room && claims.dig("context", "room_id") != tenant.room

    [tenant, claims]
  rescue Refused => e
    raise Refused, e.status == 400 ? 401 : e.status
  end

  def decoded(text)
    text = text.to_s
    Base64.urlsafe_decode64(text + "=" * (-text.length % 4))
  rescue ArgumentError
    raise Refused, 401
  end

  def notify(tenant, room, text)
    body = JSON.generate(message: text, message_format: "text")
    2.times do
      url = "#{tenant.document.dig('capabilities', 'hipchatApiProvider', 'url')}room/#{room}/notification"
      headers = { "Authorization" => "Bearer #{token(tenant)}", "Content-Type" => "application/json" }
      return unless call("POST", url, body, headers).code == "401"

      tenant.token = nil
    end
  end

  # A token that lives, or nil when the host gives none.
  def token(tenant)
    return tenant.token if tenant.token && tenant.dies > Time.now

    basic = Base64.strict_encode64("#{tenant.id}:#{tenant.secret}")
    headers = { "Authorization" => "Basic #{basic}", "Content-Type" => "application/x-www-form-urlencoded" }
    form = URI.encode_www_form(grant_type: "client_credentials", scope: "send_notification")
    answer = call("POST", tenant.document.dig("capabilities", "oauth2Provider", "tokenUrl"), form, headers)
    return unless answer.code == "200"

    given = JSON.parse(answer.body)
    tenant.dies = Time.now + given["expires_in"]
    tenant.token = given["access_token"]
  end

  def call(verb, address, body = nil, headers = {})
    uri = URI(address)
    Net::HTTP.start(uri.host, uri.port, nil, open_timeout: 5, read_timeout: 5) do |http|
      http.send_request(verb, uri.request_uri, body, headers)
    end
  end

  def parsed(text)
    JSON.parse(text.to_s.dup.force_encoding("UTF-8"))
  rescue JSON::ParserError, EncodingError
    raise Refused, 400
  end

  def json(status, value) = [status, { "Content-Type" => "application/json" }, JSON.generate(value)]
end

def read(socket)
  verb, target = socket.gets.to_s.split
  headers = {}
  while (line = socket.gets&.chomp) && !line.empty?
    name, value = line.split(":", 2)
    headers[name.downcase] = value.to_s.strip
  end
  length = headers["content-length"].to_i
  raise Refused, 413 if length > LARGEST

  path, query = target.to_s.split("?", 2)
  Asked.new(verb, path, URI.decode_www_form(query.to_s).to_h, headers, socket.read(length))
end

def serve(socket, kettle)
  status, headers, body = begin
    kettle.answer(read(socket))
  rescue Refused => e
    [e.status, { "Content-Type" => "application/json" }, "{}"]
  end
  socket.write("HTTP/1.1 #{status} -\r\n")
  headers.merge("Content-Length" => body.bytesize, "Connection" => "close").each { |pair| socket.write("#{pair.join(': ')}\r\n") }
  socket.write("\r\n", body)
rescue SystemCallError, IOError
  # Whoever asked has gone.
ensure
  socket.close
end

kettle = Kettle.new
server = TCPServer.new("127.0.0.1", Integer(ENV.fetch("PORT")))
loop { Thread.new(server.accept) { |socket| serve(socket, kettle) } }
