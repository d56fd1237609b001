#!/usr/bin/env ruby
# frozen_string_literal: true

# hipchat-rb, a Ruby client for HipChat's REST API v2, against a host: BASE_URL (no /v2) [CA_FILE].
#
#   apt-get install ruby-hipchat              # 1.5.2 on Debian 12
#   hipgen host --seed seed.yaml
#   ruby check_hipchat_rb.rb http://localhost:PORT
#
# Calls everything that 1.5.2 has for v2, and what later versions added where the installed one has it; looks at
# what the host then holds, not only at the answer. Prints a line a call and a count; exits 1 when one failed.

require 'json'
require 'net/http'
require 'tempfile'
require 'uri'

ENV.delete('http_proxy')
ENV['SSL_CERT_FILE'] = ARGV[1] if ARGV[1] # the library has no setting of its own for it

# Ruby 3.0 took URI.escape away, which the library builds its paths with.
unless URI.respond_to?(:escape)
  module URI
    def self.escape(text)
      URI::DEFAULT_PARSER.escape(text)
    end
  end
end

require 'base64'
require 'hipchat'

BASE = ARGV[0].chomp('/')
CLIENT = HipChat::Client.new('tok', api_version: 'v2', server_url: BASE)

def client
  HipChat::Client.new('tok', api_version: 'v2', server_url: BASE)
end

def room(name = 'Dev Room')
  CLIENT[name]
end

# A new object each time: the library keeps the address in the class, and some answers overwrite it.
def user(name)
  client.user(name)
end

# The same host without the library in between.
def seen(path)
  address = URI("#{BASE}/v2/#{path}")
  http = Net::HTTP.new(address.host, address.port)
  http.use_ssl = address.scheme == 'https'
  http.ca_file = ARGV[1] if ARGV[1]
  request = Net::HTTP::Get.new(address)
  request['Authorization'] = 'Bearer tok'
  answer = http.request(request)
  answer.code == '200' ? JSON.parse(answer.body) : answer.code
end

def latest(path = 'room/1')
  seen("#{path}/history/latest?max-results=5")['items'].max_by { |one| one['date'] }
end

$failed = 0
$total = 0

# The block answers true, or whatever was wrong.
def call(name, needs: nil)
  if needs && !needs[0].method_defined?(needs[1])
    puts "--   #{name}: not in this version"
    return
  end
  $total += 1
  found = yield
  return puts("ok   #{name}") if found == true

  $failed += 1
  puts "FAIL #{name}: #{found.inspect[0, 200]}"
rescue StandardError => e
  $failed += 1
  puts "FAIL #{name}: #{e.class} #{e.message[0, 200]}"
end

def same(found, wanted)
  found == wanted || "#{found.inspect} is not #{wanted.inspect}"
end

def refused(error)
  yield
  'was not refused'
rescue error
  true
end

def with_file(name, text)
  file = Tempfile.new([File.basename(name, '.*'), File.extname(name)])
  file.write(text)
  file.rewind
  yield file
ensure
  file.close!
end

# A person or room as listed has to carry these, whatever their values.
def carries(entity, *members)
  missing = members.reject { |member| entity.key?(member) }
  missing.empty? || "without #{missing.join(', ')}: #{entity}"
end

call('rooms') { same(CLIENT.rooms.map(&:name).sort, ['Dev Room', 'X']) }
call('rooms: an entry has its id and serves as a room') do
  listed = client.rooms.find { |one| one.name == 'Dev Room' }
  same([listed.room_id, listed.get_room['name']], [1, 'Dev Room'])
end
call('users') { same(CLIENT.users.map(&:mention_name).sort, %w[Ann Bob]) }
call('users: expanded') { same(client.users.map(&:email).sort, %w[ann@example.com bob@example.com]) }
call('get_room by name') { same(room.get_room.values_at('id', 'name', 'privacy'), [1, 'Dev Room', 'public']) }
call('get_room by id') { same(room('1').get_room['name'], 'Dev Room') }
call('get_room: the whole of it') do
  carries(room.get_room, 'created', 'guest_access_url', 'is_archived', 'is_guest_accessible',
          'links', 'owner', 'participants', 'statistics', 'topic', 'version', 'xmpp_jid')
end
call('get_room of a private room') { same(room('X').get_room['privacy'], 'private') }
call('get_room: none of that name') { refused(HipChat::UnknownRoom) { room('Nowhere').get_room } }
call('a wrong token') do
  refused(HipChat::Unauthorized) { HipChat::Client.new('no', api_version: 'v2', server_url: BASE)['1'].get_room }
end

call('create_room') do
  made = client.create_room('Proving Room', guest_access: true, privacy: 'private', topic: 'dough')
  held = seen("room/#{made['id']}")
  same([held['name'], held['privacy'], held['topic'], held['is_guest_accessible']],
       ['Proving Room', 'private', 'dough', true])
end
call('create_room: defaults') do
  made = client.create_room('Cooling Room')
  same([made['links']['self'].end_with?("/v2/room/#{made['id']}"), seen("room/#{made['id']}")['privacy']],
       [true, 'public'])
end
call('create_room: a name that is taken') { refused(HipChat::UnknownRoom) { client.create_room('Cooling Room') } }
call('update_room') do
  done = room('Cooling Room').update_room(
    name: 'Cooler Room', topic: 'racks', privacy: 'private', is_archived: false,
    is_guest_accessible: false, owner: { id: '1' }
  )
  held = seen('room/Cooler%20Room')
  same([done, held['topic'], held['privacy'], held['owner']['id']], [true, 'racks', 'private', 1])
end
call('update_room: the old name is free') { same(seen('room/Cooling%20Room'), '404') }
call('delete_room', needs: [HipChat::Room, :delete_room]) do
  same([room('Cooler Room').delete_room, seen('room/Cooler%20Room')], [true, '404'])
end

call('send: a notification') do
  done = room.send('Oven', 'Bread is <b>out</b>', color: 'green', notify: true)
  held = latest
  same([done, held['type'], held['message'], held['color'], held['message_format'], held['from']],
       [true, 'notification', 'Bread is <b>out</b>', 'green', 'html', 'Oven'])
end
call('send: defaults') do
  room.send('Oven', 'Bread is in')
  same(latest.values_at('message', 'color', 'message_format'), ['Bread is in', 'yellow', 'html'])
end
call('send: text with a mention') do
  room.send('Oven', 'look @Ann', message_format: 'text')
  held = latest
  same([held['message_format'], held['mentions'].map { |one| one['mention_name'] }], ['text', ['Ann']])
end
call('send: a room notification token') do
  limited = HipChat::Client.new('roomtok', api_version: 'v2', server_url: BASE)
  same([limited['1'].send('Oven', 'one token, one room'), latest['message']], [true, 'one token, one room'])
end
call('send: no such room') { refused(HipChat::UnknownRoom) { room('Nowhere').send('Oven', 'anybody?') } }
call('send: no such colour') do
  refused(HipChat::UnknownResponseCode) { room.send('Oven', 'odd', color: 'mauve') }
end
call('send_message', needs: [HipChat::Room, :send_message]) do
  room.send_message('said aloud')
  same(latest.values_at('type', 'message'), ['message', 'said aloud'])
end
call('reply', needs: [HipChat::Room, :reply]) do
  room.send_message('a question')
  room.reply(latest['id'], 'an answer')
  latest['message'].include?('an answer') || latest
end
call('share_link', needs: [HipChat::Room, :share_link]) do
  room.share_link('Bob', 'the recipe', 'https://example.com/rye')
  latest['message'].include?('https://example.com/rye') || latest
end
call('send_file') do
  done = with_file('crumb.txt', "flour, water, salt\n" * 4) { |file| room.send_file('Bob', 'the list', file) }
  held = latest
  same([done, held['message'].include?('the list'), held['file']['size'], held['file']['name'].end_with?('.txt')],
       [true, true, 76, true])
end
call('topic') do
  same([room.topic('sourdough', from: 'Bob'), seen('room/1')['topic']], [true, 'sourdough'])
end
call('topic: as sent by default') { same([room.topic('rye'), room.get_room['topic']], [true, 'rye']) }
call('history') do
  items = JSON.parse(room.history)['items']
  same([items.map { |one| one['message'] }.include?('Bread is in'), items.map { |one| one['date'] }.sort],
       [true, items.map { |one| one['date'] }])
end
call('history: two, then the next two, up to a date to come') do
  first, second = [0, 2].map do |start|
    JSON.parse(room.history(date: '2099-01-01T00:00:00+00:00', 'max-results': 2, 'start-index': start))
  end
  ids = [first, second].map { |page| page['items'].map { |one| one['id'] } }
  same([first['startIndex'], second['startIndex'], second['maxResults'], ids.map(&:size), ids.reduce(:&)],
       [0, 2, 2, [2, 2], []])
end
call('history: before a date long past') do
  same(JSON.parse(room.history(date: '2001-01-01T00:00:00+00:00'))['items'], [])
end
call('statistics') { carries(JSON.parse(room.statistics), 'messages_sent', 'last_active') }
call('participants', needs: [HipChat::Room, :get_participants]) { carries(room.get_participants, 'items') }
call('members', needs: [HipChat::Room, :get_members]) { carries(room('X').get_members, 'items') }
call('invite') { same(room.invite('2', 'come and taste'), true) }
call('invite: by mention name') { same(room.invite('@Ann'), true) }
call('invite: no such person') { refused(HipChat::UnknownRoom) { room.invite('@Nobody') } }
call('add_member', needs: [HipChat::Room, :add_member]) { same(room('X').add_member('@Ann'), true) }
call('webhooks', needs: [HipChat::Room, :create_webhook]) do
  made = JSON.parse(room.create_webhook('http://127.0.0.1:9/hook', 'room_message', pattern: '^/rye', name: 'rye'))
  listed = JSON.parse(room.get_all_webhooks)['items'].map { |one| one['id'] }
  held = JSON.parse(room.get_webhook(made['id']))
  gone = room.delete_webhook(made['id'])
  same([listed.include?(made['id']), held['pattern'], gone], [true, '^/rye', true])
end

call('private message') do
  done = user('@Ann').send('psst', 'text')
  held = latest('user/@Ann')
  same([done, held['message'], held['from']['mention_name']], [true, 'psst', 'Bob'])
end
call('private message: by email') do
  same([user('ann@example.com').send('again'), latest('user/@Ann')['message']], [true, 'again'])
end
call('private message: no such person') { refused(HipChat::UnknownUser) { user('@Nobody').send('hello') } }
call('private file') do
  done = with_file('oven.log', "hot\n") { |file| user('@Ann').send_file('as asked', file) }
  held = latest('user/@Ann')
  same([done, held['message'].include?('as asked'), held['file']['size']], [true, true, 4])
end
call('private history') do
  page = JSON.parse(user('@Ann').history('max-results': 2, timezone: 'UTC', nonsense: 1))
  same(page['items'].size, 2)
end
call('private history: not before a message') do
  items = JSON.parse(user('@Ann').history)['items']
  page = JSON.parse(user('@Ann').history('not-before': items[1]['id']))
  page['items'].map { |one| one['id'] } == items[1..].map { |one| one['id'] } || [items.size, page['items'].size]
end
call('view') do
  shown = user('@Ann').view
  same([shown.id, shown.name.empty?, shown.email, shown.user_id], [2, false, 'ann@example.com', 2])
end
call('view: no such person') { refused(HipChat::UnknownResponseCode) { user('@Nobody').view } }
call('create_user', needs: [HipChat::Client, :create_user]) do
  made = client.create_user('Cleo Voss', 'cleo@example.com', mention_name: 'Cleo')
  same(seen("user/#{made['id']}")['mention_name'], 'Cleo')
end
call('update and delete user', needs: [HipChat::User, :delete]) do
  user('@Cleo').update(name: 'Cleo V', email: 'cleo@example.com', mention_name: 'Cleo')
  same([seen('user/@Cleo')['name'], user('@Cleo').delete, seen('user/@Cleo')], ['Cleo V', true, '404'])
end

puts "#{$total - $failed} passed, #{$failed} failed"
exit($failed.zero? ? 0 : 1)
